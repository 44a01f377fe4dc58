#include "core/iam/role_arn.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using core::iam::is_role_arn;
using core::iam::partition_of;

TEST(RoleArn, AcceptsEveryPartition) {
    for (const char* partition :
         {"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-eusc", "aws-later"}) {
        const std::string arn = std::string("arn:") + partition + ":iam::111122223333:role/name";
        EXPECT_EQ(partition_of(arn), partition);
    }
}

TEST(RoleArn, RefusesWhatIsNoRole) {
    for (const char* arn : {"",
                            "arn",
                            "role/name",
                            "arn:aws:iam::111122223333:role/",
                            "arn:aws:iam::111122223333:role",
                            "arn:aws:iam::111122223333:user/name",
                            "arn:aws:iam:us-east-1:111122223333:role/name",
                            "arn:aws:sts::111122223333:role/name",
                            "arn:awsx:iam::111122223333:role/name",
                            "arn:aws-:iam::111122223333:role/name",
                            "arn:AWS:iam::111122223333:role/name",
                            "arn:aws:iam::11112222333:role/name",
                            "arn:aws:iam::1111222233334:role/name",
                            "arn:aws:iam::11112222333a:role/name",
                            "arn:aws:iam::account-id:role/s3-reader",
                            " arn:aws:iam::111122223333:role/name",
                            "arn:aws:iam::111122223333:role/name ",
                            "arn:aws:iam::111122223333:role/na me",
                            "arn:aws:iam::111122223333:role/na*me",
                            "arn:aws:iam::111122223333:role/a*b/name",
                            "arn:aws:iam::111122223333:role/a?b/name",
                            "arn:aws:iam::111122223333:role/a b/name",
                            "arn:aws:iam::111122223333:role/name/",
                            "arn:aws:iam::111122223333:role/n\xC3\xA9",
                            "arn:aws:iam::111122223333:Role/name",
                            "Arn:aws:iam::111122223333:role/name",
                            "arn:aws:iam::111122223333:role/na:me"}) {
        EXPECT_FALSE(is_role_arn(arn)) << arn;
    }
}

TEST(RoleArn, BoundsNameAndPath) {
    const std::string start = "arn:aws:iam::111122223333:role/";
    EXPECT_TRUE(is_role_arn(start + "A+=,.@_-z09"));
    EXPECT_TRUE(is_role_arn(start + std::string(64, 'n')));
    EXPECT_FALSE(is_role_arn(start + std::string(65, 'n')));
    EXPECT_TRUE(is_role_arn(start + "a/b:c!~/name"));
    EXPECT_TRUE(is_role_arn(start + std::string(510, 'p') + "/name"));  // with both slashes 512
    EXPECT_FALSE(is_role_arn(start + std::string(511, 'p') + "/name"));
}

}  // namespace
