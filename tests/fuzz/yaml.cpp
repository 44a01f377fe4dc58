// Files with Profiles: the text once as YAML (or what looks like JSON), once as JSON.
#include "core/json/scanner.hpp"
#include "server/files/documents.hpp"
#include "tests/fuzz/target.hpp"

#include <string>

namespace fuzz {
namespace {

using server::files::Document;
using server::files::read_documents;

void must_be_json(const std::string& text) {
    core::json::Scanner scanner(text);
    scanner.skip();
    must(scanner.finish(), "what is read is JSON");
}

void check(const Document& document) {
    const std::string json = document.json();
    must_be_json(json);
    const auto again = read_documents("again.json", json);
    must(again && again->size() == 1 && again->front().json() == json,
         "what is read can be read again, and is the same");
    must(document.at("").has_value(), "a document is there");
    must(document.place_of("/metadata/name").starts_with("file"), "a place names the file");
    (void)document.string_at("/metadata/name");
    (void)document.elements_at("/items");
    must_be_json(document.with_string("/metadata/namespace", "default").json());
}

void read(std::string_view file_name, std::string_view text) {
    const auto documents = read_documents(file_name, text);
    if (!documents) {
        must(documents.error().detail.starts_with(std::string(file_name) + ":"),
             "an error names the file and the place");
        return;
    }
    for (const Document& document : *documents) {
        check(document);
    }
}

}  // namespace

void try_input(std::string_view bytes) {
    read("file.yaml", bytes);
    read("file.json", bytes);
}

}  // namespace fuzz
