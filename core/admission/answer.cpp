#include "core/admission/answer.hpp"

#include "core/json/write.hpp"
#include "core/text/base64.hpp"

namespace core::admission {
namespace {

constexpr std::string_view message_prefix = "profile-iam-webhook: ";

/// The reason word that Kubernetes has for a status (metav1.StatusReason).
constexpr std::string_view status_reason(int http_status) {
    switch (http_status) {
        case 400: return "BadRequest";
        case 403: return "Forbidden";
        case 404: return "NotFound";
        case 405: return "MethodNotAllowed";
        case 408: return "Timeout";
        case 413: return "RequestEntityTooLarge";
        case 415: return "UnsupportedMediaType";
        case 503: return "ServiceUnavailable";
        default: return "";
    }
}

void append_denial(std::string& out, std::string_view message) {
    out += R"(,"status":{)";
    json::append_member(out, "message", std::string(message_prefix).append(message));
    out += R"(,"reason":"Forbidden","code":403})";
}

void append_warnings(std::string& out, std::span<const std::string> warnings) {
    char separator = '[';
    out += R"(,"warnings":)";
    for (const std::string& warning : warnings) {
        out += separator;
        json::append_string(out, warning);
        separator = ',';
    }
    out += ']';
}

void append_audit_annotations(std::string& out, const Answer& answer) {
    char separator = '{';
    out += R"(,"auditAnnotations":)";
    for (const auto& [key, value] : answer.audit_annotations) {
        out += separator;
        json::append_member(out, key, value);
        separator = ',';
    }
    out += '}';
}

}  // namespace

std::string encode_answer(const Answer& answer) {
    std::string out;
    out.reserve(512 + answer.patch.size() * 4 / 3 + answer.warnings.size() * 160);
    out += R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/)";
    out += answer.is_v1beta1 ? "v1beta1" : "v1";
    out.append(R"(","response":{"uid":")").append(answer.uid).append(R"(","allowed":)");
    out += answer.allowed ? "true" : "false";
    if (!answer.allowed) {
        append_denial(out, answer.denial);
    }
    if (!answer.patch.empty()) {
        out += R"(,"patchType":"JSONPatch","patch":")";
        text::append_base64(out, answer.patch);
        out += '"';
    }
    if (!answer.warnings.empty()) {
        append_warnings(out, answer.warnings);
    }
    if (!answer.audit_annotations.empty()) {
        append_audit_annotations(out, answer);
    }
    out += "}}";
    return out;
}

std::string encode_status(int http_status, std::string_view message) {
    std::string out = R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",)";
    json::append_member(out, "message", std::string(message_prefix).append(message));
    if (const std::string_view reason = status_reason(http_status); !reason.empty()) {
        out += ',';
        json::append_member(out, "reason", reason);
    }
    return out + ",\"code\":" + std::to_string(http_status) + "}";
}

}  // namespace core::admission
