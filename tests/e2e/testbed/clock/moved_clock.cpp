// Loaded into the real program with LD_PRELOAD: the wall clock (CLOCK_REALTIME) is off by what a file says, now. The
// monotonic clock, with which timers and deadlines run, stays as it is: that is a machine whose clock was set.
//
// The file holds one signed 64-bit number, nanoseconds; it is mapped, so whoever writes it moves the clock of all who
// run with it. Its name is in PIW_E2E_CLOCK. A program that cannot have it ends at once: with the right time every
// scenario would test something else.

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t microsecond_ns = 1'000;

using Offset = std::atomic<std::int64_t>;
static_assert(sizeof(Offset) == sizeof(std::int64_t) && Offset::is_always_lock_free);

const Offset* map_offset() {
    const char* file = std::getenv("PIW_E2E_CLOCK");
    const int descriptor = file == nullptr ? -1 : open(file, O_RDONLY | O_CLOEXEC);
    void* mapped = descriptor < 0 ? MAP_FAILED : mmap(nullptr, sizeof(Offset), PROT_READ, MAP_SHARED, descriptor, 0);
    if (mapped == MAP_FAILED) {
        (void)std::fputs("moved_clock: PIW_E2E_CLOCK names no file that can be mapped\n", stderr);
        std::_Exit(EXIT_FAILURE);
    }
    close(descriptor);
    return static_cast<const Offset*>(mapped);
}

// Not a namespace-scope variable: other libraries ask for the time before our constructors have run.
std::int64_t offset_ns() {
    static const Offset* const offset = map_offset();
    return offset->load(std::memory_order_relaxed);
}

bool is_wall_clock(clockid_t clock) { return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE; }

timespec moved_now() {
    timespec time{};
    (void)syscall(SYS_clock_gettime, CLOCK_REALTIME, &time);
    const std::int64_t now_ns = time.tv_sec * second_ns + time.tv_nsec + offset_ns();
    return {.tv_sec = now_ns / second_ns, .tv_nsec = now_ns % second_ns};
}

}  // namespace

// The C library's own names, which this library comes before; its parameters begin with underscores.
//
// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name)
extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
    if (!is_wall_clock(clock)) return static_cast<int>(syscall(SYS_clock_gettime, clock, time));
    *time = moved_now();
    return 0;
}

int gettimeofday(timeval* time, void* /*zone*/) noexcept {
    const timespec now = moved_now();
    *time = {.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / microsecond_ns};
    return 0;
}

time_t time(time_t* also) noexcept {
    const time_t now = moved_now().tv_sec;
    if (also != nullptr) *also = now;
    return now;
}
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)
