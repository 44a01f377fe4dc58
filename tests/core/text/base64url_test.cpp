#include "core/text/base64url.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>

namespace {

using core::text::decode_base64url;
using core::text::encode_base64url;

TEST(Base64url, HasNoPaddingAndTheUrlAlphabet) {
    // RFC 4648 section 10, without the padding
    EXPECT_EQ(encode_base64url(""), "");
    EXPECT_EQ(encode_base64url("f"), "Zg");
    EXPECT_EQ(encode_base64url("fo"), "Zm8");
    EXPECT_EQ(encode_base64url("foo"), "Zm9v");
    EXPECT_EQ(encode_base64url("\xfb\xff\xfe"), "-__-");
    EXPECT_EQ(decode_base64url("-__-"), "\xfb\xff\xfe");
    // RFC 7515 appendix A.1
    EXPECT_EQ(decode_base64url("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"), "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}");
}

TEST(Base64url, RefusesWhatBelongsToBase64) {
    for (const char* text : {"Zg==", "Zm8=", "+//+", "Z", "Zm9vZ", "Zm 9v", "Zm9v\n", "Zm9\xc3", "=", "Zg=", "Zg.Zg"}) {
        EXPECT_EQ(decode_base64url(text), std::nullopt) << text;
    }
}

TEST(Base64url, LooksNotAtTheBitsLeftOver) {
    EXPECT_EQ(decode_base64url("Zh"), "f");
    EXPECT_EQ(decode_base64url("Zm9"), "fo");
}

TEST(Base64url, GivesBackAnyBytes) {
    std::mt19937 random(20261121);  // NOLINT(bugprone-random-generator-seed,cert-msc51-cpp): the same texts every time
    for (std::size_t size = 0; size < 200; ++size) {
        std::string bytes;
        for (std::size_t at = 0; at < size; ++at) {
            bytes += static_cast<char>(random() & 0xFFU);
        }
        EXPECT_EQ(decode_base64url(encode_base64url(bytes)), bytes) << "seed 20261121, " << size << " bytes";
    }
}

}  // namespace
