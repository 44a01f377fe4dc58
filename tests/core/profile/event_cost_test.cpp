// What an event costs, counted in bytes asked of the heap: no clock, so a busy machine changes nothing.
#include "core/profile/directory.hpp"
#include "core/profile/replacement.hpp"
#include "tests/core/profile/objects.hpp"

#include <gtest/gtest.h>
#include <sanitizer/allocator_interface.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

namespace {

thread_local std::size_t bytes_asked_for = 0;

}  // namespace

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)

// The sanitizers have an operator new of their own, and tell who asks.
namespace {

void count_bytes(const volatile void* /*memory*/, std::size_t size) { bytes_asked_for += size; }
void ignore_freed(const volatile void* /*memory*/) {}
const bool is_counting = __sanitizer_install_malloc_and_free_hooks(count_bytes, ignore_freed) != 0;

}  // namespace

#else

// The whole program's, since there is no other way to see what a function asks for.
void* operator new(std::size_t size) {
    bytes_asked_for += size;
    if (void* memory = std::malloc(size)) {
        return memory;
    }
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }

#endif

namespace {

using namespace core::profile;
using namespace profile_tests;

enum class Layout { five_a_namespace, one_namespace };

ServiceAccount account_in(Layout layout, int i, const char* role = "") {
    const std::string name_space = layout == Layout::one_namespace ? "team" : "team-" + std::to_string(i / 5);
    return account_named(name_space, "account-" + std::to_string(i), role);
}

Directory cluster_of(int accounts, Layout layout) {
    Replacement replacement(ObjectKind::service_account, Directory());
    for (int i = 0; i < accounts; ++i) {
        replacement.put(account_in(layout, i));
    }
    return std::move(replacement).finish(Directory());
}

/// Bytes that `make`, which returns another directory than `before`, asks for.
template <typename Make>
std::size_t bytes_of(const Directory& before, const Make& make) {
    const std::size_t start = bytes_asked_for;
    const Directory after = make();
    const std::size_t bytes = bytes_asked_for - start;
    EXPECT_FALSE(after.same_as(before));
    return bytes;
}

/// The dearest of 50 changes, 50 additions and 50 removals.
std::size_t bytes_of_an_event(int accounts, Layout layout) {
    const Directory before = cluster_of(accounts, layout);
    std::size_t most = 0;
    for (int i = 0; i < 50; ++i) {
        const ServiceAccount changed = account_in(layout, i, "role");
        const ServiceAccount added = account_in(layout, accounts + i);
        const ObjectKey removed{ObjectKind::service_account, changed.namespace_name, changed.name};
        most = std::max({most, bytes_of(before, [&] { return before.with(changed); }),
                         bytes_of(before, [&] { return before.with(added); }),
                         bytes_of(before, [&] { return before.without(removed); })});
    }
    return most;
}

TEST(EventCost, IsAFewSmallNodesInALargeCluster) {
    const std::size_t small = bytes_of_an_event(100, Layout::five_a_namespace);
    const std::size_t large = bytes_of_an_event(50'000, Layout::five_a_namespace);
    EXPECT_GT(small, 100U) << "the bytes are not counted";
    EXPECT_LE(large, 2'000U) << "about five nodes of 16 pointers, the object and the root";
    EXPECT_LE(large, 4 * small);
}

TEST(EventCost, DoesNotGrowWithTheNamespace) { EXPECT_LE(bytes_of_an_event(50'000, Layout::one_namespace), 2'000U); }

TEST(EventCost, IsOneObjectWhenNothingChanged) {
    const Directory before = cluster_of(1'000, Layout::one_namespace);
    const ServiceAccount same = account_in(Layout::one_namespace, 7);
    const std::size_t start = bytes_asked_for;
    EXPECT_TRUE(before.with(same).same_as(before));
    EXPECT_LE(bytes_asked_for - start, 200U);
}

TEST(EventCost, OfAWholeListIsNotThatOfItsEvents) {
    const Directory before = cluster_of(20'000, Layout::five_a_namespace);
    const std::size_t start = bytes_asked_for;
    const Directory again = cluster_of(20'000, Layout::five_a_namespace);
    const std::size_t bytes_a_batch = (bytes_asked_for - start) / 20'000;
    const ServiceAccount changed = account_in(Layout::five_a_namespace, 3, "role");
    EXPECT_LE(2 * bytes_a_batch, bytes_of(before, [&] { return before.with(changed); }))
        << "a batch changes its own nodes where they are";
    EXPECT_EQ(again.service_account_count(), before.service_account_count());
}

}  // namespace
