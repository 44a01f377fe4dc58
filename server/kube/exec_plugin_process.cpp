#include "server/kube/exec_plugin_process.hpp"

#include "server/kube/exec_plugin_pipe.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace server::kube {
namespace {

/// The texts must outlive the pointers.
std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    all.reserve(texts.size() + 1);
    for (auto& each : texts) all.push_back(each.data());
    all.push_back(nullptr);
    return all;
}

/// Asio's sockets are not closed by exec, so everything from 3 on is closed here. Signals: the server blocks some and
/// ignores SIGPIPE, which a child would inherit.
class SpawnPlan {
public:
    SpawnPlan(int output, int errors) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
        posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
        sigset_t signals;
        posix_spawnattr_init(&attributes_);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setpgroup(&attributes_, 0);
        sigemptyset(&signals);
        posix_spawnattr_setsigmask(&attributes_, &signals);
        sigfillset(&signals);
        posix_spawnattr_setsigdefault(&attributes_, &signals);
    }
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    [[nodiscard]] int spawn(pid_t& id, const std::string& file, std::vector<std::string> arguments,
                            std::vector<std::string> environment) const {
        return posix_spawn(&id, file.c_str(), &actions_, &attributes_, pointers(arguments).data(),
                           pointers(environment).data());
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

std::expected<std::shared_ptr<Process>, std::string> Process::start(const asio::any_io_executor& executor,
                                                                    const std::string& file,
                                                                    std::vector<std::string> arguments,
                                                                    std::vector<std::string> environment) {
    auto output = open_pipe();
    auto errors = open_pipe();
    if (!output || !errors) return std::unexpected(std::string(std::strerror(errno)));
    pid_t id = 0;
    const SpawnPlan plan(output->write_end.number, errors->write_end.number);
    if (const int error = plan.spawn(id, file, std::move(arguments), std::move(environment)); error != 0)
        return std::unexpected(std::string(std::strerror(error)));
    std::shared_ptr<Process> process(new Process(id));
    // Not pidfd_open: glibc 2.36 declares it without extern "C".
    const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, id, 0));
    if (descriptor < 0) return std::unexpected(std::string("pidfd_open: ") + std::strerror(errno));
    process->ended_ = std::make_unique<asio::posix::stream_descriptor>(executor, descriptor);
    const auto kill_it = [weak = std::weak_ptr(process)] {
        if (const auto held = weak.lock()) held->kill();
    };
    process->output_ = std::make_shared<PipeReader>(executor, output->read_end.release(), max_output_bytes, kill_it);
    process->errors_ = std::make_shared<PipeReader>(executor, errors->read_end.release(), max_errors_bytes, nullptr);
    process->output_->start();
    process->errors_->start();
    return process;
}

Process::~Process() {
    for (const auto& each : {output_, errors_})
        if (each) each->close();
    if (is_reaped_) return;
    kill();
    reap();  // a process that was killed ends at once
}

void Process::kill() const {
    if (!is_reaped_) ::kill(-id_, SIGKILL);
}

void Process::reap() {
    while (::waitpid(id_, &status_, 0) < 0 && errno == EINTR) {
    }
    is_reaped_ = true;
}

asio::awaitable<ProcessEnd> Process::wait() {
    boost::system::error_code error;
    co_await ended_->async_wait(asio::posix::stream_descriptor::wait_read,
                                asio::redirect_error(asio::use_awaitable, error));
    if (error) kill();  // the wait was cancelled, nobody wants the process any more
    reap();
    output_->drain();
    errors_->drain();
    co_return ProcessEnd{.exit_code = WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_),
                         .output = output_->take(),
                         .errors = errors_->take(),
                         .has_printed_too_much = output_->is_full()};
}

}  // namespace server::kube
