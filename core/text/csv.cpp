#include "core/text/csv.hpp"

#include <utility>

namespace core::text {
namespace {

/// Reads record after record; after an error nothing more.
class CsvReader {
public:
    explicit CsvReader(std::string_view text) : rest_(text) {}

    Result<std::vector<CsvRecord>> read() {
        while (error_.empty() && !rest_.empty()) read_record();
        if (!error_.empty()) return std::unexpected(Error{ErrorCode::wrong_shape, error_});
        return std::move(records_);
    }

private:
    void read_record() {
        CsvRecord record{.line = line_, .fields = {}};
        bool is_quoted = false;
        do {
            is_quoted = rest_.starts_with('"');
            record.fields.push_back(is_quoted ? quoted_field() : plain_field());
        } while (error_.empty() && take(","));
        if (!error_.empty()) return;
        if (!take("\r\n") && !take("\n") && !rest_.empty()) {
            fail(line_, is_quoted
                            ? "text stands behind the closing quote; double the quotes inside a field"
                            : "a quote stands inside a field that does not begin with one; quote the whole field");
            return;
        }
        ++line_;
        const bool is_empty = record.fields.size() == 1 && record.fields.front().empty() && !is_quoted;
        if (!is_empty) records_.push_back(std::move(record));
    }

    std::string plain_field() {
        std::size_t end = rest_.find_first_of(",\"\n");
        if (end == std::string_view::npos) end = rest_.size();
        if (end < rest_.size() && rest_[end] == '\n' && end > 0 && rest_[end - 1] == '\r') --end;
        std::string field(rest_.substr(0, end));
        rest_.remove_prefix(end);
        return field;
    }

    std::string quoted_field() {
        const std::size_t begin = line_;
        std::string field;
        rest_.remove_prefix(1);
        while (true) {
            const std::size_t quote = rest_.find('"');
            if (quote == std::string_view::npos) {
                fail(begin, "a quoted field begins here and never ends");
                return field;
            }
            for (const char c : rest_.substr(0, quote)) line_ += c == '\n' ? 1U : 0U;
            field.append(rest_.substr(0, quote));
            rest_.remove_prefix(quote + 1);
            if (!take("\"")) return field;
            field += '"';
        }
    }

    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }

    void fail(std::size_t line, const std::string& what) { error_ = std::to_string(line) + ": " + what; }

    std::string_view rest_;
    std::size_t line_ = 1;
    std::vector<CsvRecord> records_;
    std::string error_;
};

}  // namespace

Result<std::vector<CsvRecord>> decode_csv(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return CsvReader(text).read();
}

}  // namespace core::text
