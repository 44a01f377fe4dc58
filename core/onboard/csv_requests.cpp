#include "core/onboard/csv_requests.hpp"

#include "core/text/csv.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace core::onboard {
namespace {

using Complaints = std::vector<std::string>;
using Field = std::string Request::*;

constexpr std::array columns = {
    std::pair{"profile", &Request::profile},
    std::pair{"owner", &Request::owner},
    std::pair{"owner_kind", &Request::owner_kind},
    std::pair{"bucket", &Request::bucket},
    std::pair{"prefix", &Request::prefix},
    std::pair{"s3_access", &Request::s3_access},
    std::pair{"service_accounts", &Request::service_accounts},
    std::pair{"role_name", &Request::role_name},
    std::pair{"role_path", &Request::role_path},
};

std::string trimmed(std::string_view text) {
    constexpr std::string_view spaces = " \t";
    const std::size_t begin = std::min(text.find_first_not_of(spaces), text.size());
    const std::size_t end = text.find_last_not_of(spaces);
    return std::string(end == std::string_view::npos ? "" : text.substr(begin, end + 1 - begin));
}

std::string known_columns() {
    std::string out;
    for (const auto& [name, field] : columns) out.append(out.empty() ? "" : ", ").append(name);
    return out;
}

/// The members that the columns stand for; nullptr for one that is unknown.
std::vector<Field> decode_header(const std::string& place, const std::vector<std::string>& names,
                                 Complaints& complaints) {
    std::vector<Field> fields;
    std::set<std::string> seen;
    for (const auto& raw : names) {
        const std::string name = trimmed(raw);
        const auto* const column =
            std::ranges::find(columns, name, [](const auto& each) { return std::string(each.first); });
        fields.push_back(column == columns.end() ? nullptr : column->second);
        if (column == columns.end())
            complaints.push_back(place + ": unknown column " + text::quoted(name) + "; known are " + known_columns());
        else if (!seen.insert(name).second)
            complaints.push_back(std::string(place).append(": the column ").append(name).append(" is there twice"));
    }
    if (!seen.contains("profile"))
        complaints.push_back(place + ": there is no column profile; the first line names the columns");
    return fields;
}

}  // namespace

std::vector<Request> decode_csv_requests(std::string_view file, std::string_view text, Complaints& complaints) {
    const std::string start = std::string(file) + ":";
    const auto records = text::decode_csv(text);
    if (!records || records->empty()) {
        complaints.push_back(start + (records ? "1: is empty; the first line names the columns: " + known_columns()
                                              : records.error().detail));
        return {};
    }
    const auto& header = records->front();
    const auto fields = decode_header(start + std::to_string(header.line), header.fields, complaints);
    std::vector<Request> requests;
    for (auto record = records->begin() + 1; record != records->end(); ++record) {
        Request request{.place = start + std::to_string(record->line)};
        if (record->fields.size() != fields.size()) {
            complaints.push_back(request.place + ": " + std::to_string(record->fields.size()) + " fields under " +
                                 std::to_string(fields.size()) + " columns; a field with a comma is put in quotes");
            continue;
        }
        for (std::size_t i = 0; i < fields.size(); ++i)
            if (fields[i] != nullptr) request.*fields[i] = trimmed(record->fields[i]);
        requests.push_back(std::move(request));
    }
    if (records->size() == 1)
        complaints.push_back(start + std::to_string(header.line) + ": names no Profile under its header");
    return requests;
}

}  // namespace core::onboard
