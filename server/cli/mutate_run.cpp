#include "server/cli/mutate_run.hpp"

#include "core/mutate.hpp"
#include "server/cli/yaml_text.hpp"
#include "server/files/documents.hpp"

#include <algorithm>
#include <ostream>
#include <stdexcept>

namespace server::cli {
namespace {

/// Whether the answer is printed as JSON: as the text was (the rule of files::read_documents).
bool is_json(std::string_view file, std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return file.ends_with(".json") || (first != std::string_view::npos && (text[first] == '{' || text[first] == '['));
}

/// The place that a refusal is about: its message names a value as `/request/object/...` of the review.
std::string place_of(const files::Document& document, const Subject& subject, std::string_view message) {
    constexpr std::string_view root = "/request/object";
    const std::size_t at = message.find(root);
    if (at == std::string_view::npos) {
        return document.place_of(subject.object);
    }
    const std::string_view path = message.substr(at + root.size());
    return document.place_of(subject.target + std::string(path.substr(0, path.find_first_of(" :,;"))));
}

}  // namespace

/// One document on its way through the webhook.
class Mutation::OneDocument {
public:
    OneDocument(Mutation& mutation, const std::string& file, const files::Document& document, Tree tree)
        : mutation_(mutation), file_(file), document_(document), tree_(std::move(tree)) {}

    void run(bool as_json) {
        const Subjects subjects = find_subjects(tree_, mutation_.default_namespace_);
        for (const Unusable& unusable : subjects.unusable) {
            mutation_.wrong_use(document_.place_of(unusable.pointer) + ": " + unusable.why);
            forget(unusable.pointer);
        }
        for (const Subject& subject : subjects.found) {
            ask(subject);
        }
        if (!is_gone_) {
            drop_gone_items();
            const Tree* whole = is_review() ? find_at(tree_, "/request/object") : &tree_;
            mutation_.report_.finished(*whole, patch_, as_json);
        }
    }

private:
    [[nodiscard]] bool is_review() const { return tree_.string_at("kind") == "AdmissionReview"; }

    void ask(const Subject& subject) {
        const core::Reply reply =
            core::mutate(subject.review, mutation_.directory_, mutation_.policy_, core::WhenUnknown::settle);
        const Answer answer = decode_answer(reply);
        const Tree* object = find_at(tree_, subject.object);
        const Tree before = object == nullptr ? Tree{} : *object;
        apply(subject, answer);
        object = find_at(tree_, subject.object);
        mutation_.report_.answered(file_, subject, reply, answer, before, object == nullptr ? Tree{} : *object);
        if (!answer.allowed) {
            mutation_.exit_code_ = std::max(mutation_.exit_code_, 1);
            mutation_.err_ << place_of(document_, subject, answer.message) << ": " << title_of(subject)
                           << " would be refused: " << one_line(answer.message) << '\n';
            forget(subject.object);
        }
    }

    /// The patch's pointers start at the Pod; in the document they start at the template.
    void apply(const Subject& subject, const Answer& answer) {
        const std::string prefix = is_review() ? "" : subject.target;
        for (PatchOperation operation : answer.patch) {
            Tree& target = is_review() ? *find_at(tree_, subject.target) : tree_;
            operation.path.insert(0, prefix);
            sort_members(operation.value);
            if (const auto done = apply_patch(target, operation); !done) {
                throw std::logic_error("the patch for " + title_of(subject) + " does not apply: " + operation.path +
                                       ": " + done.error().detail);
            }
            patch_.push_back(std::move(operation));
        }
    }

    /// What the API server would not store is not printed: an item of a List is taken out, else the whole document is
    /// left out.
    void forget(const std::string& pointer) {
        gone_.push_back(pointer);
        is_gone_ = is_gone_ || pointer.empty() || is_review();
    }

    void drop_gone_items() {
        Tree* items = tree_.find("items");
        for (std::size_t i = gone_.empty() || items == nullptr ? 0 : items->items.size(); i-- > 0;) {
            if (std::ranges::find(gone_, "/items/" + std::to_string(i)) != gone_.end()) {
                items->items.erase(items->items.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
    }

    Mutation& mutation_;
    const std::string& file_;
    const files::Document& document_;
    Tree tree_;
    std::vector<PatchOperation> patch_;
    std::vector<std::string> gone_;  ///< pointers of objects that are refused or not understood
    bool is_gone_ = false;           ///< the whole document is
};

Mutation::Mutation(const core::profile::Directory& directory, const core::mutation::Policy& policy,
                   std::string default_namespace, MutateReport& report, std::ostream& err)
    : directory_(directory),
      policy_(policy),
      default_namespace_(std::move(default_namespace)),
      report_(report),
      err_(err) {}

void Mutation::take(const std::string& file, std::string_view text) {
    const auto documents = files::read_documents(file, text);
    if (!documents) {
        wrong_use(documents.error().detail);
        return;
    }
    if (documents->empty()) {
        wrong_use(file + ": no object in it");
    }
    for (const files::Document& document : *documents) {
        auto tree = decode_tree(document.json());
        if (!tree) {
            wrong_use(document.located(tree.error()).detail);
            continue;
        }
        OneDocument(*this, file, document, std::move(*tree)).run(is_json(file, text));
    }
}

void Mutation::wrong_use(const std::string& message) {
    exit_code_ = 2;
    err_ << message << '\n';
}

}  // namespace server::cli
