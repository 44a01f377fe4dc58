// A folder is a test: tests/testdata/admission/<claim>/{request,cluster,policy,expect}.json, see the README there.
#include "core/mutate.hpp"
#include "tests/support/answer.hpp"
#include "tests/support/case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using tests::Case;

class AdmissionCase : public testing::TestWithParam<std::string> {};

TEST_P(AdmissionCase, IsAnsweredAsExpected) {
    const Case test_case = tests::load_case(GetParam());
    const core::Reply reply =
        core::mutate(test_case.request, test_case.directory, test_case.policy, core::WhenUnknown::ask);
    tests::expect_reply(reply, test_case.expect);
}

TEST_P(AdmissionCase, KeepsTheLaws) {
    const Case test_case = tests::load_case(GetParam());
    tests::expect_laws(test_case.request, test_case.directory, test_case.policy);
}

/// Every prefix of a body is refused as broken JSON, whatever was read by then.
TEST_P(AdmissionCase, IsRefusedWhenItIsCutOff) {
    const Case test_case = tests::load_case(GetParam());
    const std::size_t end = test_case.request.find_last_of('}');
    for (std::size_t length = 0; length < end; length += 1 + length / 64) {
        const core::Reply reply = core::mutate(std::string_view(test_case.request).substr(0, length),
                                               test_case.directory, test_case.policy, core::WhenUnknown::ask);
        ASSERT_EQ(reply.status, 400) << "cut at byte " << length;
        ASSERT_STREQ(reply.outcome.refusal_code, "broken_json") << "cut at byte " << length;
    }
}

INSTANTIATE_TEST_SUITE_P(Folders, AdmissionCase, testing::ValuesIn(tests::case_names()),
                         [](const auto& info) { return info.param; });

TEST(AdmissionCases, AreThere) { EXPECT_GE(tests::case_names().size(), 60U); }

}  // namespace
