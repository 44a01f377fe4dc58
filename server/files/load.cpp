#include "server/files/load.hpp"

#include "server/files/documents.hpp"
#include "server/files/object_kind.hpp"
#include "server/files/source.hpp"
#include "server/telemetry/log.hpp"

#include <map>
#include <optional>
#include <utility>

namespace server::files {
namespace {

using core::profile::Directory;
using core::profile::Namespace;
using core::profile::Profile;

using Failed = std::optional<core::Error>;

/// Takes document after document into a directory; stops at the first error.
class Collector {
public:
    explicit Collector(std::string annotation_prefix) : annotation_prefix_(std::move(annotation_prefix)) {}

    Failed add(const Document& document, const TypeMeta& fallback = {});
    Loaded finish();

private:
    Failed add_profile(const Document& document);
    Failed add_namespace(const Document& document);
    Failed add_service_account(const Document& document);
    Failed add_list(const Document& document, const TypeMeta& type);
    Failed remember(const Document& document, const std::string& object);
    void notice_plugin(const Document& document, const Profile& profile);

    std::string annotation_prefix_;
    Directory directory_{Directory::Absence::known};
    std::vector<Profile> profiles_;
    std::map<std::string, std::string, std::less<>> places_;  ///< object -> where it was given
    std::vector<Notice> notices_;
};

core::Error wrong(const Document& document, std::string_view pointer, const std::string& what) {
    return {core::ErrorCode::wrong_shape, document.place_of(pointer) + ": " + what};
}

/// The decoder's error with its place and the object's own name, so that a reader of the log knows which.
core::Error located(const Document& document, const core::Error& error, const std::string& kind) {
    core::Error located = document.located(error);
    const auto name = document.string_at("/metadata/name");
    located.detail += " (" + kind + (name ? " " + *name : "") + ")";
    return located;
}

Failed Collector::add(const Document& document, const TypeMeta& fallback) {
    if (!document.is_object()) {
        return wrong(document, "", "a document has to be an object with apiVersion and kind");
    }
    const TypeMeta type = type_of(document, fallback);
    switch (classify(type, document)) {
        case Object::profile: return add_profile(document);
        case Object::name_space: return add_namespace(document);
        case Object::service_account: return add_service_account(document);
        case Object::list: return add_list(document, type);
        case Object::incomplete:
            return wrong(document, "",
                         (type.kind.empty() ? "/kind" : "/apiVersion") + std::string(" is missing or no string"));
        case Object::unnamed:
            notices_.push_back({document.place_of(""), {}, "a document without apiVersion and kind is ignored"});
            break;
        case Object::other_profile_version:
            notices_.push_back(
                {document.place_of("/apiVersion"), document.string_at("/metadata/name").value_or(""),
                 "a Profile of " + type.api_version + " is ignored: known are kubeflow.org/v1 and v1beta1"});
            break;
        case Object::other: break;
    }
    return std::nullopt;
}

Failed Collector::add_list(const Document& document, const TypeMeta& type) {
    for (const auto& element : document.elements_at("/items")) {
        if (auto failed = add(element, element_type(type))) {
            return failed;
        }
    }
    return std::nullopt;
}

Failed Collector::add_profile(const Document& document) {
    auto profile = core::profile::decode_profile(document.json());
    if (!profile) {
        return located(document, profile.error(), "Profile");
    }
    if (auto failed = remember(document, "Profile " + profile->name)) {
        return failed;
    }
    notice_plugin(document, *profile);
    profiles_.push_back(*profile);
    directory_ = directory_.with(std::move(*profile));
    return std::nullopt;
}

Failed Collector::add_namespace(const Document& document) {
    auto name_space = core::profile::decode_namespace(document.json());
    if (!name_space) {
        return located(document, name_space.error(), "Namespace");
    }
    if (auto failed = remember(document, "Namespace " + name_space->name)) {
        return failed;
    }
    directory_ = directory_.with(std::move(*name_space));
    return std::nullopt;
}

Failed Collector::add_service_account(const Document& document) {
    // Without a namespace kubectl takes that of its context, which files do not have: `default`, its own default.
    const auto given = document.at("/metadata/namespace");
    const bool none = !given || given->json() == "null" || given->json() == "\"\"";
    const Document complete = none ? document.with_string("/metadata/namespace", "default") : document;
    auto account = core::profile::decode_service_account(complete.json(), annotation_prefix_);
    if (!account) {
        return located(document, account.error(), "ServiceAccount");
    }
    if (auto failed = remember(document, "ServiceAccount " + account->namespace_name + "/" + account->name)) {
        return failed;
    }
    directory_ = directory_.with(*account);
    return std::nullopt;
}

Failed Collector::remember(const Document& document, const std::string& object) {
    const auto [first, is_new] = places_.try_emplace(object, document.place_of(""));
    if (is_new) {
        return std::nullopt;
    }
    return wrong(document, "", object + " is given twice, first at " + first->second);
}

void Collector::notice_plugin(const Document& document, const Profile& profile) {
    if (!profile.plugin) {
        return;
    }
    const std::string place = document.place_of("/spec/plugins");
    if (!profile.plugin->invalid.empty()) {
        notices_.push_back({place, profile.name, "the Profile gives no role: " + profile.plugin->invalid});
    }
    for (const auto& warning : profile.plugin->warnings) {
        notices_.push_back({place, profile.name, warning});
    }
}

Loaded Collector::finish() {
    for (const Profile& profile : profiles_) {
        if (directory_.find_namespace(profile.name) == nullptr) {
            Namespace owned;
            owned.name = profile.name;
            owned.controllers = {Namespace::ProfileReference{.name = profile.name, .uid = profile.uid}};
            owned.has_profile_reference = true;
            directory_ = directory_.with(std::move(owned));
        }
    }
    if (profiles_.empty()) {
        notices_.push_back({{}, {}, "the files hold no Profile"});
    }
    return {.directory = std::move(directory_), .notices = std::move(notices_)};
}

}  // namespace

core::Result<Loaded> load_files(std::span<const FileText> files, const std::string& annotation_prefix) {
    Collector collector(annotation_prefix);
    for (const FileText& file : files) {
        const auto documents = read_documents(file.name, file.text);
        if (!documents) {
            return std::unexpected(documents.error());
        }
        for (const Document& document : *documents) {
            if (auto failed = collector.add(document)) {
                return std::unexpected(std::move(*failed));
            }
        }
    }
    return collector.finish();
}

void log_notices(std::span<const Notice> notices) {
    for (const Notice& notice : notices) {
        telemetry::log(telemetry::LogLevel::warning, notice.text,
                       {{"profile", notice.profile}, {"place", notice.place}});
    }
}

core::Result<Directory> load_directory(const std::filesystem::path& path, const std::string& annotation_prefix) {
    const auto files = read_files(path);
    if (!files) {
        return std::unexpected(files.error());
    }
    auto loaded = load_files(*files, annotation_prefix);
    if (!loaded) {
        return std::unexpected(loaded.error());
    }
    log_notices(loaded->notices);
    return std::move(loaded->directory);
}

}  // namespace server::files
