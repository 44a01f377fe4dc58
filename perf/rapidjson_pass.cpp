#include "perf/rapidjson_pass.hpp"

#include <rapidjson/reader.h>

#include <string>

namespace perf {
namespace {

struct Counter : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Counter> {
    bool Default() {
        ++count;
        return true;
    }
    std::size_t count = 0;
};

}  // namespace

std::size_t rapidjson_pass(const std::string& text) {
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                               rapidjson::kParseValidateEncodingFlag;
    rapidjson::StringStream stream(text.c_str());  // ends at the NUL behind the text
    rapidjson::Reader reader;
    Counter counter;
    return reader.Parse<flags>(stream, counter).IsError() ? 0 : counter.count;
}

}  // namespace perf
