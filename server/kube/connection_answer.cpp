#include "server/kube/connection_answer.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <charconv>
#include <optional>
#include <utility>

namespace server::kube {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr int max_interim_answers = 16;  // 100 and 103 come once each; more is no API server

/// Who takes the pieces of a body.
struct Taker {
    std::function<void(std::string_view)> take;
};

/// A Beast body that hands each piece on as it lies in the buffer of the connection.
struct PassedOn {
    struct value_type {  // NOLINT(readability-identifier-naming): Beast calls it so
        Taker* taker = nullptr;
    };
    class reader {  // NOLINT(readability-identifier-naming): Beast calls it so
    public:
        template <bool is_request, typename Fields>
        reader(http::header<is_request, Fields>&, value_type& body) : body_(body) {}
        void init(const boost::optional<std::uint64_t>&, beast::error_code& error) { error = {}; }
        template <typename Buffers>
        std::size_t put(const Buffers& buffers, beast::error_code& error) {
            error = {};
            std::size_t size = 0;
            for (auto at = asio::buffer_sequence_begin(buffers); at != asio::buffer_sequence_end(buffers); ++at) {
                const asio::const_buffer each = *at;
                body_.taker->take({static_cast<const char*>(each.data()), each.size()});
                size += each.size();
            }
            return size;
        }
        void finish(beast::error_code& error) { error = {}; }

    private:
        value_type& body_;
    };
};

using Parser = http::response_parser<PassedOn>;

}  // namespace

class AnswerReader::Impl {
public:
    Impl(std::function<void()> opened, std::function<bool(std::string_view)> sink)
        : opened_(std::move(opened)), sink_(std::move(sink)) {
        taker_.take = [this](std::string_view piece) { take(piece); };
        begin();
    }

    State feed(std::string_view bytes) {
        has_begun = true;
        if (pending_.empty()) return parse(bytes);
        const std::string joined = std::exchange(pending_, {}).append(bytes);
        return parse(joined);
    }

    State end() {
        if (!parser_->got_some()) return fail("the server closed the connection without an answer");
        beast::error_code error;
        parser_->put_eof(error);
        if (error) return fail("the server closed the connection in the middle of its answer");
        keeps_connection = false;
        return State::complete;
    }

    bool has_begun = false;
    bool has_header = false;
    bool keeps_connection = false;
    std::string why;
    Response response;

private:
    void begin() {
        parser_.emplace();
        parser_->header_limit(max_header_bytes);
        parser_->body_limit(boost::none);
        parser_->get().body().taker = &taker_;
    }

    State parse(std::string_view input) {
        while (!input.empty()) {
            beast::error_code error;
            input.remove_prefix(parser_->put(asio::buffer(input), error));
            if (error == http::error::need_more) break;
            if (error) return fail("not an answer in HTTP/1.1: " + error.message());
            if (parser_->is_header_done() && !has_header && !read_head()) return State::broken;
            if (is_stopped_) return State::stopped;
            if (is_cut_) return State::cut;
            if (has_header && parser_->is_done()) {
                keeps_connection = parser_->keep_alive() && input.empty();
                return State::complete;
            }
        }
        if (input.size() > max_header_bytes) return fail("a chunk's header or the trailer is larger than 64 KiB");
        pending_ = input;
        return State::more;
    }

    /// False: no answer that we could use.
    bool read_head() {
        const int status = static_cast<int>(parser_->get().result_int());
        if (status == 101 || (status < 200 && ++interim_answers_ > max_interim_answers)) {
            fail("an answer " + std::to_string(status) + " that was not asked for");
            return false;
        }
        if (status < 200) {
            begin();
            return true;
        }
        has_header = true;
        response.status = status;
        if (const auto field = parser_->get().find(http::field::retry_after); field != parser_->get().end())
            response.retry_after = decode_retry_after({field->value().data(), field->value().size()});
        const auto [first, last] = parser_->get().equal_range(http::field::warning);
        for (auto field = first; field != last; ++field) {
            auto text = decode_warning({field->value().data(), field->value().size()});
            if (!text.empty()) response.warnings.push_back(std::move(text));
        }
        if (is_taken() && opened_) opened_();
        return true;
    }

    [[nodiscard]] bool is_taken() const { return response.status == 200 || response.status == 201; }

    void take(std::string_view piece) {
        if (is_stopped_ || is_cut_) return;
        if (is_taken()) {
            is_stopped_ = !sink_(piece);
            return;
        }
        const auto room = max_error_body_bytes - response.error_body.size();
        is_cut_ = piece.size() > room;
        response.error_body.append(piece.substr(0, room));
    }

    State fail(std::string text) {
        why = std::move(text);
        return State::broken;
    }

    std::function<void()> opened_;
    std::function<bool(std::string_view)> sink_;
    Taker taker_;
    std::optional<Parser> parser_;
    std::string pending_;  ///< the beginning of a header, a chunk's header or a trailer
    int interim_answers_ = 0;
    bool is_stopped_ = false;
    bool is_cut_ = false;
};

AnswerReader::AnswerReader(std::function<void()> opened, std::function<bool(std::string_view)> sink)
    : impl_(std::make_unique<Impl>(std::move(opened), std::move(sink))) {}
AnswerReader::~AnswerReader() = default;

AnswerReader::State AnswerReader::feed(std::string_view bytes) { return impl_->feed(bytes); }
AnswerReader::State AnswerReader::end() { return impl_->end(); }
bool AnswerReader::has_begun() const { return impl_->has_begun; }
bool AnswerReader::has_header() const { return impl_->has_header; }
bool AnswerReader::keeps_connection() const { return impl_->keeps_connection; }
const std::string& AnswerReader::why() const { return impl_->why; }
Response& AnswerReader::response() { return impl_->response; }

std::string decode_warning(std::string_view value) {
    const auto open = value.find('"');
    if (!value.starts_with("299 ") || open == std::string_view::npos) return {};
    std::string text;
    for (std::size_t i = open + 1; i < value.size() && value[i] != '"'; ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) ++i;
        text += value[i];
    }
    return text;
}

std::optional<std::chrono::seconds> decode_retry_after(std::string_view value) {
    constexpr std::int64_t hour_s = 3'600;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (value.empty() || !std::ranges::all_of(value, is_digit)) return std::nullopt;
    std::int64_t seconds = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (read.ec != std::errc() || seconds > hour_s) seconds = hour_s;
    return std::chrono::seconds(seconds);
}

}  // namespace server::kube
