#include "core/iam/trust_policy/evaluation/evaluate.hpp"

#include "server/cli/flags.hpp"
#include "server/cli/read_input.hpp"
#include "server/cli/trust_policy/caller.hpp"
#include "server/cli/trust_policy/commands.hpp"
#include "server/cli/trust_policy/evaluate_report.hpp"
#include "server/cli/trust_policy/input.hpp"
#include "server/cli/trust_policy/options.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace server::cli::trust_policy {
namespace {

using core::iam::trust_policy::Document;
using core::iam::trust_policy::evaluation::Verdict;

struct EvaluateCommand {
    std::string file = "-";
    CallerOptions caller;
    std::string output = "text";
    std::string color = "auto";
};

/// Of several audiences the first that is allowed, else the first that might be, else the first.
Judgement judge(const Document& document, const Caller& caller) {
    std::vector<Judgement> all;
    all.reserve(caller.claims.size());
    for (const auto& claims : caller.claims) {
        all.push_back({claims, core::iam::trust_policy::evaluation::evaluate(document, claims)});
    }
    for (const Verdict wanted : {Verdict::allowed, Verdict::depends}) {
        for (Judgement& each : all) {
            if (each.evaluation.verdict == wanted) {
                return std::move(each);
            }
        }
    }
    return std::move(all.front());
}

int run(const EvaluateCommand& command) {
    if (command.file == "-" && command.caller.token_file == "-") {
        throw WrongUse("document and token cannot both come from standard input; name a FILE");
    }
    const Document document = read_document(command.file);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const Caller who = caller(command.caller, document, now);
    const Judgement judgement = judge(document, who);
    std::cout << (command.output == "json"
                      ? encode_judgement(document, judgement, who.token) + "\n"
                      : render_judgement(document, judgement, who.token, paint_for(command.color)));
    for (const std::string& warning : who.warnings) {
        std::cerr << "trust-policy evaluate: " << warning << '\n';
    }
    return flush_output() && judgement.evaluation.verdict == Verdict::allowed ? 0 : 1;
}

}  // namespace

void add_evaluate(CLI::App& group, int& exit_code) {
    const auto command = std::make_shared<EvaluateCommand>();
    CLI::App* app = add_command(
        group, "evaluate", "Say whether STS would let a ServiceAccount or a token in, and by which statement",
        [command] { return run(*command); }, exit_code);
    add_file(*app, command->file);
    add_text(*app, "--token", command->caller.token_file, "FILE",
             "Judge this ServiceAccount token (- is standard input), in place of names; it is never printed, and its "
             "signature is not checked");
    add_one_subject_options(*app, command->caller.subjects, "to judge");
    add_text(*app, "--audience", command->caller.audience, "AUD", "Audience of its token (default: sts.amazonaws.com)");
    add_text(*app, "--issuer", command->caller.issuer, "URL",
             "Issuer of its token; may be left out when the document names one provider, or --provider is given");
    add_provider_options(*app, command->caller.provider,
                         "may be left out: then a provider of the token's issuer in any account will do");
    add_list(*app, "--context", command->caller.context, "KEY=VALUE,...",
             "More condition keys of the request, such as aws:SourceIp=203.0.113.7; KEY= for one that is absent");
    add_output(
        *app, command->output,
        "text: for people; json: {verdict, decided_by, claims, statements, unknown_keys} and, of --token, token");
    add_color(*app, command->color, "the text");
    app->footer(
        "Exit code 0 when the caller is let in, 1 when he is not or it depends on keys that are not given. An expired "
        "token\n"
        "is judged all the same, with a warning.\n"
        "\n"
        "Examples:\n"
        "  profile-iam-webhook trust-policy evaluate trust.json --profile=team-a\n"
        "  kubectl -n team-a create token default-editor --audience=sts.amazonaws.com |\n"
        "    profile-iam-webhook trust-policy evaluate trust.json --token=-");
}

}  // namespace server::cli::trust_policy
