#include "core/onboard/request.hpp"

#include "core/iam/role_arn.hpp"
#include "core/iam/role_name.hpp"
#include "core/text/dns_name.hpp"
#include "core/text/pattern.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <array>

namespace core::onboard {
namespace {

using Complaints = std::vector<std::string>;

constexpr std::size_t most_owner = 253;

/// Checks the fields of one request one after the other.
class RequestReader {
public:
    RequestReader(const Request& request, const Settings& settings, Complaints& complaints)
        : request_(request), settings_(settings), complaints_(complaints) {}

    Onboarding read() {
        out_.place = request_.place;
        read_profile();
        read_owner();
        read_s3();
        read_service_accounts();
        request_.role_arn.empty() ? read_role_name() : read_role_arn();
        return std::move(out_);
    }

private:
    void complain(std::string_view field, const std::string& what) {
        complaints_.push_back(request_.field(field) + (what.starts_with("is missing") ? " " : ": ") + what);
    }

    void read_profile() {
        out_.profile = request_.profile;
        if (text::is_dns_label(out_.profile)) return;
        const std::string what = "a Profile is named like a namespace, a DNS-1123 label such as team-a";
        const auto shown = text::quoted(request_.profile);
        complaints_.push_back(request_.place.empty() ? "PROFILE: " + shown + ": " + what
                                                     : request_.field("profile") + ": " + shown + ": " + what);
    }

    void read_owner() {
        constexpr std::array<std::string_view, 3> kinds = {"User", "Group", "ServiceAccount"};
        out_.owner_kind = request_.owner_kind.empty() ? "User" : request_.owner_kind;
        if (std::ranges::find(kinds, out_.owner_kind) == kinds.end())
            complain("owner_kind", text::quoted(out_.owner_kind) + " is none of User, Group, ServiceAccount");
        out_.owner = request_.owner;
        const auto is_visible = [](char c) { return c > ' ' && c != '\x7f'; };
        if (out_.owner.empty()) {
            complain("owner", "is missing: who owns the Profile, for a User the e-mail address that he signs in with");
        } else if (out_.owner.size() > most_owner || !std::ranges::all_of(out_.owner, is_visible)) {
            complain("owner", text::quoted(out_.owner) + " holds white space or is too long");
        } else if (out_.owner_kind == "ServiceAccount") {
            read_service_account_owner();
        }
    }

    void read_service_account_owner() {
        const std::size_t slash = std::min(request_.owner.find('/'), request_.owner.size());
        out_.owner_namespace = request_.owner.substr(0, slash);
        out_.owner = slash < request_.owner.size() ? request_.owner.substr(slash + 1) : "";
        if (!text::is_dns_label(out_.owner_namespace) || !text::is_dns_subdomain(out_.owner))
            complain("owner", text::quoted(request_.owner) + ": a ServiceAccount is given as NAMESPACE/NAME");
    }

    void read_s3() {
        const auto access = decode_s3_access(request_.s3_access.empty() ? "read" : request_.s3_access);
        if (!access)
            return complain("s3_access", text::quoted(request_.s3_access) + " is none of none, read, write, full");
        out_.s3_access = *access;
        const bool has_place = !request_.bucket.empty() || !request_.prefix.empty();
        if (*access == S3Access::none) {
            if (has_place && !request_.bucket.contains("{profile}"))
                complain("bucket", "means nothing with s3-access none; leave one of them out");
            return;
        }
        if (request_.bucket.empty())
            return complain("bucket", has_place ? "is missing: a prefix is a part of a bucket"
                                                : "is missing: NAME or NAME/PREFIX; or say s3-access none");
        std::string place = text::expand_profile(request_.bucket, request_.profile);
        if (!request_.prefix.empty()) {
            if (!place.ends_with('/')) place += '/';
            place += text::expand_profile(request_.prefix, request_.profile);
        }
        auto location = decode_s3_location(place);
        if (!location) return complain("bucket", text::quoted(place) + ": " + location.error().detail);
        out_.location = *std::move(location);
    }

    void read_service_accounts() {
        const std::string& all = request_.service_accounts;
        constexpr std::string_view between = ",; \t";
        for (std::size_t at = all.find_first_not_of(between); at < all.size();
             at = all.find_first_not_of(between, at)) {
            const std::size_t end = std::min(all.find_first_of(between, at), all.size());
            add_service_account(all.substr(at, end - at));
            at = end;
        }
        if (out_.service_accounts.empty()) out_.service_accounts.emplace_back(default_service_account);
    }

    void add_service_account(const std::string& name) {
        // The namespace is judged elsewhere: a bad Profile must not make every name of it look bad.
        const auto subject = iam::decode_subject("namespace:" + name);
        if (!subject)
            complain("service_accounts", text::quoted(name) +
                                             " is no ServiceAccount: a DNS-1123 subdomain such as "
                                             "default-editor, or a pattern of one such as ws-*");
        if (std::ranges::find(out_.service_accounts, name) == out_.service_accounts.end())
            out_.service_accounts.push_back(name);
    }

    void read_role_name() {
        const std::string pattern = request_.role_name.empty() ? default_role_name : request_.role_name;
        out_.role_name = iam::cut_role_name(text::expand_profile(pattern, request_.profile));
        out_.role_path = request_.role_path.empty() ? "/" : request_.role_path;
        const bool is_folder = out_.role_name == "." || out_.role_name == "..";
        const std::string name_complaint = is_folder ? "a role name of dots alone makes no folder"
                                                     : iam::role_name_complaint(out_.role_name);
        if (!name_complaint.empty() && text::is_dns_label(request_.profile))
            complain("role_name", text::quoted(out_.role_name) + ": " + name_complaint);
        const std::string path_complaint = iam::role_path_complaint(out_.role_path);
        if (!path_complaint.empty())
            complain(request_.place.empty() ? "path" : "role_path",
                     text::quoted(out_.role_path) + ": " + path_complaint);
    }

    void read_role_arn() {
        const std::string& arn = request_.role_arn;
        const std::string mine = "arn:" + settings_.provider.partition + ":iam::" + settings_.provider.account_id +
                                 ":role/";
        if (!iam::is_role_arn(arn)) return complain("awsIamRole", text::quoted(arn) + " is no ARN of a role");
        if (!arn.starts_with(mine))
            return complain("awsIamRole",
                            text::quoted(arn) + " is a role of another account; the provider's begin with " + mine);
        const std::size_t slash = arn.rfind('/');
        out_.role_name = arn.substr(slash + 1);
        out_.role_path = arn.substr(mine.size() - 1, slash + 2 - mine.size());
        if (out_.role_name == "." || out_.role_name == "..")
            complain("awsIamRole", "a role name of dots alone makes no folder");
    }

    const Request& request_;
    const Settings& settings_;
    Complaints& complaints_;
    Onboarding out_;
};

}  // namespace

std::string Request::field(std::string_view name) const {
    if (!place.empty()) return place + ": " + std::string(name);
    std::string flag = "--" + std::string(name);
    std::ranges::replace(flag, '_', '-');
    return flag;
}

Request Request::with_defaults(const Request& defaults) const {
    Request out = *this;
    const auto fill = [](std::string& value, const std::string& from) {
        if (value.empty()) value = from;
    };
    const bool names_place = !bucket.empty() || !prefix.empty();
    fill(out.owner_kind, defaults.owner_kind);
    fill(out.owner, defaults.owner);
    fill(out.bucket, defaults.bucket);
    if (!names_place) fill(out.prefix, defaults.prefix);
    fill(out.s3_access, defaults.s3_access);
    fill(out.service_accounts, defaults.service_accounts);
    fill(out.role_name, defaults.role_name);
    fill(out.role_path, defaults.role_path);
    return out;
}

std::vector<iam::Subject> Onboarding::subjects() const {
    std::vector<iam::Subject> out;
    out.reserve(service_accounts.size());
    for (const auto& name : service_accounts) out.push_back({profile, name});
    return out;
}

std::string Onboarding::role_arn(const iam::OidcProvider& provider) const {
    return "arn:" + provider.partition + ":iam::" + provider.account_id + ":role" + role_path + role_name;
}

Onboarding decode_request(const Request& request, const Settings& settings, Complaints& complaints) {
    return RequestReader(request, settings, complaints).read();
}

}  // namespace core::onboard
