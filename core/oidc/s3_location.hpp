#pragma once

#include "core/oidc/https_url.hpp"

#include <optional>
#include <string>

namespace core::oidc {

/// Where an issuer that is hosted on Amazon S3 has its objects.
struct S3Location {
    std::string bucket;
    std::string region;  ///< empty: the URL does not say (`s3.amazonaws.com`)
    std::string prefix;  ///< of the objects' keys, without slashes round it; may be empty

    friend bool operator==(const S3Location&, const S3Location&) = default;
};

/// The bucket behind an issuer's URL, in both styles and with the hosts of all partitions that end in amazonaws.com,
/// amazonaws.com.cn or amazonaws.eu: `https://BUCKET.s3.REGION.amazonaws.com/PREFIX`,
/// `https://s3.REGION.amazonaws.com/BUCKET/PREFIX`; the older `s3-REGION`, `s3.dualstack.REGION` and `s3` without a
/// region too. None for any other host, website endpoints (which speak no HTTPS) included.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
[[nodiscard]] std::optional<S3Location> s3_location(const HttpsUrl& issuer);

/// Whether the host is a website endpoint of S3, which speaks no HTTPS
/// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html).
[[nodiscard]] bool is_s3_website(const HttpsUrl& issuer);

/// Whether the certificate of S3 does not cover the host: a bucket whose name holds a dot, in front of the host.
[[nodiscard]] bool is_dotted_s3_host(const HttpsUrl& issuer);

}  // namespace core::oidc
