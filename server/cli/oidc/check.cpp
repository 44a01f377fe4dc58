#include "server/cli/oidc/check.hpp"

#include "core/oidc/compare.hpp"
#include "server/cli/check_report.hpp"
#include "server/cli/oidc/documents.hpp"
#include "server/cli/read_input.hpp"

#include <CLI/App.hpp>

#include <iostream>
#include <memory>

namespace server::cli::oidc {
namespace {

using core::check::Level;

constexpr const char* more = "More to compare with";
constexpr const char* printing = "Printing";

std::vector<Flag> own_flags() {
    return {
        {.name = "token",
         .default_text = "",
         .help = "a projected token: who signed it, for whom; it is never printed",
         .group = more,
         .placeholder = "FILE"},
        {.name = "provider",
         .default_text = "",
         .help = "what aws iam get-open-id-connect-provider prints, as JSON",
         .group = more,
         .placeholder = "FILE"},
        {.name = "audience",
         .default_text = "sts.amazonaws.com",
         .help = "of the tokens for AWS",
         .group = more,
         .placeholder = "NAME"},
        {.name = "next-kid",
         .default_text = "",
         .help = "the key that a rotation brings in, as oidc render prints it",
         .group = more,
         .placeholder = "KID"},
        {.name = "output",
         .kind = FlagKind::choice,
         .default_text = "text",
         .help = "text: for people; json: {result, findings}",
         .group = printing,
         .choices = {"text", "json"}},
        {.name = "color",
         .kind = FlagKind::choice,
         .default_text = "auto",
         .help = "colours in the text; auto: on a terminal, unless NO_COLOR is set",
         .group = printing,
         .choices = {"auto", "always", "never"}},
    };
}

core::oidc::Evidence load_evidence(const Flags& flags) {
    core::oidc::Evidence evidence{.published = load_published(flags),
                                  .api_server = load_api_server(flags),
                                  .audience = flags.text("audience"),
                                  .next_key_id = flags.text("next-kid")};
    if (const std::string& file = flags.text("token"); !file.empty())
        evidence.token = understood(input_name(file), core::iam::decode_token(read_file(file)));
    if (const std::string& file = flags.text("provider"); !file.empty())
        evidence.provider = understood(input_name(file), core::oidc::decode_registered_provider(read_file(file)));
    return evidence;
}

int run(Flags& flags) {
    flags.resolve();
    const auto findings = core::oidc::compare(load_evidence(flags));
    std::cout << (flags.text("output") == "json" ? encode_findings(findings) + "\n"
                                                 : render_findings(findings, paint_for(flags.text("color"))));
    return flush_output() && worst(findings) != Level::fail ? 0 : 1;
}

}  // namespace

void add_check(CLI::App& oidc, int& exit_code) {
    CLI::App* command = oidc.add_subcommand(
        "check", "Say whether STS takes the tokens of an API server, and where a rotation of its keys stands");
    const auto flags = std::make_shared<Flags>();
    for (const auto& flag : published_flags()) flags->declare(flag);
    for (const auto& flag : api_server_flags()) flags->declare(flag);
    for (const auto& flag : own_flags()) flags->declare(flag);
    flags->add_to(*command);
    command->callback([flags, &exit_code] { exit_code = run(*flags); });
}

}  // namespace server::cli::oidc
