#include "server/kube/kubeconfig_file.hpp"

#include "certs/file.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>
#include <yaml-cpp/yaml.h>

#include <sstream>
#include <utility>

namespace server::kube {
namespace {

/// yaml-cpp calls text that it could not use a further document, for ever (`[a] ]`): one is asked for, and then whether
/// there is another, never in a loop.
class OneDocument : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ > 1) throw YAML::ParserException(mark, "text after the end of the document");
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}

private:
    int documents_ = 0;
};

YAML::Node parse(const std::string& text) {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    OneDocument handler;
    if (parser.HandleNextDocument(handler)) parser.HandleNextDocument(handler);
    return YAML::Load(text);
}

bool is_there(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

std::vector<std::filesystem::path> split(const std::string& paths) {
    std::vector<std::filesystem::path> all;
    std::istringstream stream(paths);
    for (std::string each; std::getline(stream, each, ':');)
        if (!each.empty()) all.emplace_back(each);
    return all;
}

}  // namespace

KubeconfigFile read_kubeconfig_file(const std::filesystem::path& path) {
    const auto text = certs::load_file(path.string());
    if (!text) throw KubeconfigRefused(text.error().detail);
    try {
        KubeconfigFile file{.path = path, .root = parse(*text)};
        if (!file.root.IsMap()) throw KubeconfigRefused(path.string() + ": is no kubeconfig: it holds no YAML mapping");
        return file;
    } catch (const YAML::Exception& error) {
        throw KubeconfigRefused(path.string() + ":" + std::to_string(error.mark.line + 1) + ": not YAML: " + error.msg);
    }
}

Kubeconfig::Kubeconfig(const std::string& paths) : paths_(paths) {
    const auto all = split(paths);
    for (const auto& each : all)
        if (all.size() == 1 || is_there(each)) files_.push_back(read_kubeconfig_file(each));
    if (files_.empty())
        throw KubeconfigRefused(all.empty() ? "no kubeconfig is given" : "none of these files is there: " + paths);
}

std::string Kubeconfig::current_context() const {
    for (const auto& file : files_)
        if (auto name = KubeconfigEntry(file.path, "the kubeconfig", file.root).text("current-context"); !name.empty())
            return name;
    return {};
}

KubeconfigEntry Kubeconfig::find(const std::string& section, const std::string& kind, const std::string& name) const {
    const std::string label = kind + " `" + name + "`";
    std::string others;
    for (const auto& file : files_) {
        for (const auto& each : KubeconfigEntry(file.path, "the kubeconfig", file.root).elements(section)) {
            const auto found = each.text("name");
            if (found == name)
                return each.has(kind) ? each.at(kind).named(label) : KubeconfigEntry(file.path, label, YAML::Node());
            others.append(others.empty() ? "" : ", ").append(found);
        }
    }
    throw KubeconfigRefused(paths_ + ": there is no " + label +
                            (others.empty() ? ": " + section + " is empty" : "; there are: " + others));
}

}  // namespace server::kube
