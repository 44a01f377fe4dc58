#include "server/cli/onboard/read_requests.hpp"

#include "core/onboard/csv_requests.hpp"
#include "server/cli/read_input.hpp"
#include "server/files/documents.hpp"
#include "server/files/object_kind.hpp"

#include <string_view>

namespace server::cli::onboard {
namespace {

using core::onboard::Request;
using files::Document;
using Lines = std::vector<std::string>;

/// Takes the Profiles out of documents.
class ProfileReader {
public:
    ProfileReader(Lines& complaints, Lines& warnings) : complaints_(complaints), warnings_(warnings) {}

    void read(const Document& document, const files::TypeMeta& fallback) {
        const auto type = files::type_of(document, fallback);
        switch (files::classify(type, document)) {
            case files::Object::profile: requests_.push_back(request_of(document)); break;
            case files::Object::list:
                for (const auto& item : document.elements_at("/items")) read(item, files::element_type(type));
                break;
            case files::Object::other_profile_version:
                complaints_.push_back(document.place_of("/apiVersion") + ": a Profile of " + type.api_version +
                                      "; known are kubeflow.org/v1 and v1beta1");
                break;
            case files::Object::incomplete:
            case files::Object::unnamed:
                complaints_.push_back(document.place_of("") + ": apiVersion or kind is missing");
                break;
            default: break;
        }
    }

    std::vector<Request> finish() { return std::move(requests_); }

private:
    Request request_of(const Document& document) {
        Request request{.place = document.place_of("")};
        request.profile = document.string_at("/metadata/name").value_or("");
        request.owner_kind = document.string_at("/spec/owner/kind").value_or("");
        request.owner = document.string_at("/spec/owner/name").value_or("");
        if (const auto home = document.string_at("/spec/owner/namespace");
            home && request.owner_kind == "ServiceAccount")
            request.owner = *home + "/" + request.owner;
        bool has_more = document.at("/spec/resourceQuotaSpec").has_value();
        for (const auto& plugin : document.elements_at("/spec/plugins")) {
            if (plugin.string_at("/kind").value_or("") == "AwsIamForServiceAccount")
                read_plugin(plugin, request);
            else
                has_more = true;
        }
        if (has_more)
            warnings_.push_back(
                request.place + ": Profile " + request.profile +
                " has more than owner and role, which profile_iam.yaml has not: create it from your own file first");
        return request;
    }

    /// The last plugin of the kind counts, as it does for the webhook.
    static void read_plugin(const Document& plugin, Request& request) {
        request.role_arn = plugin.string_at("/spec/awsIamRole").value_or("");
        request.service_accounts.clear();
        for (std::size_t i = 0; i < plugin.elements_at("/spec/serviceAccounts").size(); ++i) {
            const auto name = plugin.string_at("/spec/serviceAccounts/" + std::to_string(i));
            if (name) request.service_accounts += "," + *name;
        }
        if (!request.service_accounts.empty())
            request.service_accounts.insert(0, core::onboard::default_service_account);
    }

    Lines& complaints_;
    Lines& warnings_;
    std::vector<Request> requests_;
};

bool is_csv(std::string_view file, std::string_view text) {
    for (const std::string_view end : {".yaml", ".yml", ".json"})
        if (file.ends_with(end)) return false;
    if (file.ends_with(".csv")) return true;
    const bool has_type = text.starts_with("apiVersion:") || text.find("\napiVersion:") != std::string_view::npos;
    return !has_type && !text.starts_with("{");
}

}  // namespace

std::vector<Request> read_requests(const std::string& file, Lines& complaints, Lines& warnings) {
    const auto text = read_input(file);
    if (!text) {
        complaints.push_back("--from: " + text.error());
        return {};
    }
    if (is_csv(file, *text)) return core::onboard::decode_csv_requests(input_name(file), *text, complaints);
    const auto documents = files::read_documents(input_name(file), *text);
    if (!documents) {
        complaints.push_back(documents.error().detail);
        return {};
    }
    ProfileReader reader(complaints, warnings);
    for (const auto& document : *documents) reader.read(document, {});
    auto requests = reader.finish();
    if (requests.empty() && complaints.empty()) complaints.push_back(input_name(file) + ": holds no Profile");
    return requests;
}

}  // namespace server::cli::onboard
