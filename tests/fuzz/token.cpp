// Tokens of ServiceAccounts: whatever the parts hold, reading ends, and what is wrong is never quoted.
#include "core/iam/token.hpp"
#include "core/text/base64url.hpp"
#include "tests/fuzz/target.hpp"

#include <string>

namespace fuzz {

void try_input(std::string_view bytes) {
    (void)core::iam::decode_token(bytes);
    const std::string part = core::text::encode_base64url(bytes);
    const auto with_claims = core::iam::decode_token("e30." + part + ".c2lnbmF0dXJl");
    must(!with_claims || (!with_claims->issuer.empty() && !with_claims->audiences.empty()), "a token names both ends");
    must(with_claims || part.size() < 12 || !with_claims.error().detail.contains(part), "an error quotes no token");
    const std::string claims = core::text::encode_base64url(R"({"iss":"https://a.example","sub":"s","aud":"b"})");
    must(core::iam::decode_token(part + "." + claims + ".c2lnbmF0dXJl").has_value(), "the header may be anything");
}

}  // namespace fuzz
