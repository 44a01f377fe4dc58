#include "tests/server/tls/serving_fixture.hpp"

#include <filesystem>

namespace server::tls {
namespace {

using ::testing::HasSubstr;

TEST_F(ServingTest, files_are_served_and_ready) {
    write(first_pair);
    Serving serving(from_files(), options(), metrics, readiness);
    EXPECT_EQ(served(serving.context()), first_pair.certificate_pem);
    EXPECT_TRUE(readiness.is_ready());
    EXPECT_EQ(serving.development_ca_file(), "");
    EXPECT_THAT(metrics.serialize(), HasSubstr("profile_iam_webhook_certificate_expiry_timestamp_seconds 1807776000"));
}

TEST_F(ServingTest, a_first_pair_that_cannot_be_used_is_said) {
    EXPECT_EQ(refused(options()),
              "the server's certificate cannot be used: " + folder.file("tls.crt") + ": No such file or directory");
    EXPECT_THAT(readiness.first_failure(), HasSubstr("certificate: "));
    write(first_pair);
    auto wrong = options();
    wrong.settings.cipher_suites = {"TLS_WRONG"};
    EXPECT_THAT(refused(wrong), HasSubstr("unknown cipher suite `TLS_WRONG`"));
    EXPECT_FALSE(readiness.is_ready());
}

TEST_F(ServingTest, a_new_pair_is_published_whole_and_the_old_context_lives_on) {
    write(first_pair);
    Serving serving(from_files(), options(), metrics, readiness);
    const auto before = serving.context().current();
    serving.refresh();
    EXPECT_EQ(serving.context().current(), before) << "nothing changed, nothing is published";
    write(second_pair);
    serving.refresh();
    EXPECT_NE(serving.context().current(), before);
    EXPECT_EQ(served(serving.context()), second_pair.certificate_pem);
    EXPECT_NE(SSL_CTX_get0_certificate(before.get()), nullptr);
    EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_expiry_timestamp_seconds 1805184000"));
}

TEST_F(ServingTest, a_pair_that_is_not_valid_yet_is_taken_when_its_time_comes) {
    write(first_pair);
    Serving serving(from_files(), options(), metrics, readiness);
    auto tomorrow = certs::testing::request("localhost");
    tomorrow.now = now + days(1);
    const auto next = certs::issue_leaf(tomorrow, authority).value();
    write(next);
    serving.refresh();
    EXPECT_EQ(served(serving.context()), first_pair.certificate_pem);
    time_now = now + days(1);
    serving.refresh();
    EXPECT_EQ(served(serving.context()), next.certificate_pem);
}

TEST_F(ServingTest, an_expired_leaf_in_use_is_not_ready_until_a_new_one_comes) {
    write(first_pair);
    Serving serving(from_files(), options(), metrics, readiness);
    time_now = now + days(90);
    serving.refresh();
    EXPECT_EQ(readiness.first_failure(), "certificate: the certificate in use expired at 2027-04-15T08:00:00Z");
    EXPECT_NE(serving.context().current(), nullptr);
    auto later = certs::testing::request("localhost");
    later.now = time_now;
    write(certs::issue_leaf(later, authority).value());
    serving.refresh();
    EXPECT_TRUE(readiness.is_ready());
}

TEST_F(ServingTest, a_source_that_makes_its_pair_while_we_run_is_waited_for) {
    auto patient = options();
    patient.waits_for_first_pair = true;
    Serving serving(from_files(), patient, metrics, readiness);
    EXPECT_EQ(serving.context().current(), nullptr);
    EXPECT_THAT(readiness.first_failure(), HasSubstr("certificate: there is no certificate yet; "));
    EXPECT_THAT(readiness.first_failure(), HasSubstr("No such file or directory"));
    EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_up_to_date{certificate=\"server\"} 0"));
    EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_loads_total{certificate=\"server\",result=\"error\"} 0"))
        << "waiting is no error";
    write(first_pair);
    serving.refresh();
    EXPECT_EQ(served(serving.context()), first_pair.certificate_pem);
    EXPECT_TRUE(readiness.is_ready());
}

TEST_F(ServingTest, what_the_source_remarks_is_shown) {
    class Remarking : public FilesSource {
    public:
        using FilesSource::FilesSource;
        [[nodiscard]] std::string remark() const override { return "the caBundle is an old one"; }
    };
    write(first_pair);
    const Serving serving(std::make_unique<Remarking>(folder.file("tls.crt"), folder.file("tls.key"), ""), options(),
                          metrics, readiness);
    EXPECT_THAT(readiness.verbose(), HasSubstr("[+]certificate ok: the caBundle is an old one\n"));
}

TEST_F(ServingTest, the_thread_notices_every_way_to_change_a_file) {
    namespace fs = std::filesystem;
    // As the kubelet mounts a Secret: tls.crt -> ..data/tls.crt, ..data -> a folder with a name of its own.
    const auto revision = [&](const std::string& name, const certs::KeyPair& pair) {
        fs::create_directory(folder.file(name));
        folder.write(name + "/tls.crt", pair.certificate_pem);
        folder.write(name + "/tls.key", pair.key_pem);
    };
    revision("..1", first_pair);
    fs::create_symlink("..1", folder.file("..data"));
    fs::create_symlink("..data/tls.crt", folder.file("tls.crt"));
    fs::create_symlink("..data/tls.key", folder.file("tls.key"));
    auto often = options();
    often.poll_interval = std::chrono::milliseconds(1);
    Serving serving(from_files(), often, metrics, readiness);
    serving.start();

    revision("..2", second_pair);
    fs::create_symlink("..2", folder.file("..data_tmp"));
    fs::rename(folder.file("..data_tmp"), folder.file("..data"));
    EXPECT_TRUE(eventually_serves(serving, second_pair.certificate_pem)) << "symlink swap";

    write(first_pair);
    EXPECT_TRUE(eventually_serves(serving, first_pair.certificate_pem)) << "written in place";

    fs::rename(folder.write("new.crt", second_pair.certificate_pem), folder.file("tls.crt"));
    fs::rename(folder.write("new.key", second_pair.key_pem), folder.file("tls.key"));
    EXPECT_TRUE(eventually_serves(serving, second_pair.certificate_pem)) << "renamed";
}

TEST_F(ServingTest, a_development_pair_is_for_this_machine_and_its_ca_is_written) {
    Serving serving(development(), options(), metrics, readiness);
    EXPECT_EQ(serving.development_ca_file(), folder.file("ca.crt"));
    EXPECT_TRUE(readiness.is_ready());
    const auto facts = certs::inspect(served(serving.context())).value();
    EXPECT_THAT(facts.dns_names, ::testing::ElementsAre("localhost"));
    EXPECT_THAT(facts.ip_addresses, ::testing::ElementsAre("127.0.0.1", "::1"));
    const auto ca_pem = read(folder.file("ca.crt"));
    EXPECT_TRUE(certs::inspect(ca_pem).value().is_ca);
    EXPECT_THAT(ca_pem, ::testing::Not(HasSubstr("PRIVATE KEY")));
    EXPECT_EQ(std::filesystem::status(folder.file("ca.crt")).permissions(), std::filesystem::perms{0644});
}

TEST_F(ServingTest, a_temporary_ca_file_goes_with_its_process) {
    std::string file;
    {
        const Serving serving(development(""), options(), metrics, readiness);
        file = serving.development_ca_file();
        EXPECT_TRUE(certs::inspect(read(file)).value().is_ca);
    }
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(file).parent_path()));
}

TEST_F(ServingTest, a_place_where_the_development_ca_cannot_be_written_is_said) {
    try {
        (void)development(folder.file("missing/ca.crt"));
        ADD_FAILURE() << "was accepted";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(), "development CA: " + folder.file("missing/ca.crt") + ": No such file or directory");
    }
}

TEST_F(ServingTest, the_development_leaf_is_renewed_at_two_thirds_of_its_life) {
    Serving serving(development(), options(), metrics, readiness);
    const auto first = served(serving.context());
    const auto ca_pem = read(folder.file("ca.crt"));
    time_now = now + days(59);
    serving.refresh();
    EXPECT_EQ(served(serving.context()), first);
    time_now = now + days(60);
    serving.refresh();
    EXPECT_NE(served(serving.context()), first);
    EXPECT_EQ(read(folder.file("ca.crt")), ca_pem) << "clients keep trusting the same CA";
    time_now = now + days(200);  // the machine was asleep
    serving.refresh();
    EXPECT_EQ(certs::inspect(served(serving.context())).value().not_after, now + days(290));
    EXPECT_TRUE(readiness.is_ready());
}

}  // namespace
}  // namespace server::tls
