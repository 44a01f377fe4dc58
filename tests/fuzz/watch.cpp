// The bodies of lists and watches, cut anywhere, and the machine behind them: the pieces do not change what is read,
// nothing in the reading harms, and no server makes the machine hot.
#include "core/json/scanner.hpp"
#include "core/watch/event.hpp"
#include "core/watch/machine.hpp"
#include "core/watch/readers.hpp"
#include "tests/fuzz/target.hpp"

#include <string>
#include <vector>

namespace fuzz {
namespace {

using namespace core::watch;

constexpr std::size_t bound = 4096;

/// What was read of a body, and whether it was an error.
struct Read {
    std::vector<std::string> parts;
    bool failed = false;
    std::string rest;

    friend bool operator==(const Read&, const Read&) = default;
};

/// Calls `feed` with pieces whose sizes hang on the bytes; each is a block of its own.
template <typename Feed>
void in_pieces(std::string_view bytes, std::size_t largest, Feed&& feed) {
    while (!bytes.empty()) {
        const std::size_t size = largest < 2 ? bytes.size() : 1 + static_cast<unsigned char>(bytes[0]) % largest;
        const std::string piece(bytes.substr(0, size));
        bytes.remove_prefix(piece.size());
        feed(piece);
    }
}

Read read_lines(std::string_view bytes, std::size_t largest) {
    Read read;
    LineReader reader(bound);
    in_pieces(bytes, largest, [&](std::string_view piece) {
        read.failed =
            reader
                .feed(piece,
                      [&](std::string_view line) {
                          must(!line.empty() && line.size() <= bound && !line.contains('\n'), "a line is a line");
                          read.parts.emplace_back(line);
                          return true;
                      })
                .has_value();
    });
    read.rest = reader.is_between_lines() ? "between" : "within";
    return read;
}

Read read_items(std::string_view bytes, std::size_t largest) {
    Read read;
    ItemReader reader(bound);
    in_pieces(bytes, largest, [&](std::string_view piece) {
        read.failed = reader
                          .feed(piece,
                                [&](std::string_view item) {
                                    must(item.size() <= bound && item.front() == '{' && item.back() == '}',
                                         "an item is in braces");
                                    read.parts.emplace_back(item);
                                })
                          .has_value();
    });
    if (const auto rest = reader.rest()) {
        must(!read.failed && rest->size() <= bound, "a rest without an error");
        read.rest = *rest;
    } else {
        read.rest = rest.error().detail;
    }
    return read;
}

/// What is JSON as a whole is JSON in its parts, and the other way round.
void check_items(std::string_view bytes, const Read& read) {
    core::json::Scanner scanner(bytes);
    scanner.skip();
    if (!scanner.finish() || read.failed) {
        return;
    }
    for (const std::string& item : read.parts) {
        core::json::Scanner part(item);
        part.skip();
        must(part.finish(), "an item of a JSON text is JSON");
    }
    core::json::Scanner rest(read.rest);
    rest.skip();
    must(rest.finish(), "the rest of a JSON text is JSON");
}

/// Lets the machine go on until it waits or asks for something; no more than a few requests come at once.
class Dialogue {
public:
    explicit Dialogue(std::string_view bytes)
        : machine_({.initial_events = bytes.size() % 2 == 1, .page_size = 2, .seed = bytes.size()}) {}

    void ask() {
        const Step step = machine_.next(now_);
        if (const auto* wait = std::get_if<Wait>(&step)) {
            must(wait->delay.count() >= 800, "waits are no spins");
            now_ += wait->delay;
            at_once_ = 0;
        } else {
            const auto* list = std::get_if<List>(&step);
            at_once_ += list != nullptr && !list->continue_token.empty() ? 0 : 1;
            must(at_once_ <= 4, "no hot loop");
        }
        must(machine_.synced() || !synced_, "synced stays");
        synced_ = machine_.synced();
    }
    void take(std::string_view line) {
        if (const auto event = decode_event(line)) {
            (void)machine_.event_read(event->facts, now_);
        } else if (const auto page = decode_page(line)) {
            (void)machine_.page_read(*page, now_);
        } else if (line.size() % 3 == 0) {
            machine_.watch_ended(now_);
        } else {
            const Failure failure = decode_failure(0, line);
            must(!failure.detail.contains('\n') && failure.detail.size() < 2000, "a detail is a line");
            machine_.failed(failure, now_);
        }
    }

private:
    Machine machine_;
    Instant now_ = std::chrono::hours(1);
    int at_once_ = 0;
    bool synced_ = false;
};

}  // namespace

void try_input(std::string_view bytes) {
    const Read lines = read_lines(bytes, 1);
    const Read items = read_items(bytes, 1);
    for (const std::size_t largest : {2U, 3U, 40U}) {
        must(read_lines(bytes, largest) == lines, "the pieces do not change the lines");
        must(read_items(bytes, largest) == items, "the pieces do not change the items");
    }
    check_items(bytes, items);
    Dialogue dialogue(bytes);
    for (const std::string& line : lines.parts) {
        dialogue.ask();
        dialogue.take(line);
    }
    dialogue.ask();
}

}  // namespace fuzz
