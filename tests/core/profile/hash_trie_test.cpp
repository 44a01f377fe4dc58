#include "core/profile/hash_trie.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace core::profile;

int living_objects = 0;

/// An object that says itself what its hash is, so that names can collide.
class Item : public Counted {
public:
    Item(std::string name, std::size_t hash) : name_(std::move(name)), hash_(hash) { ++living_objects; }
    [[nodiscard]] TrieKey key() const { return {.scope = "scope", .name = name_, .hash = hash_}; }
    static void destroy(Item* item) {
        --living_objects;
        delete item;
    }

private:
    std::string name_;
    std::size_t hash_;
};

using Trie = HashTrie<Item>;

Shared<Item> item(std::string name, std::size_t hash) { return Shared<Item>(new Item(std::move(name), hash)); }

std::vector<std::string> names_of(const Trie& trie) {
    std::vector<std::string> names;
    trie.for_each([&names](const Item& each) { names.emplace_back(each.key().name); });
    return names;
}

std::vector<std::string> sorted(std::vector<std::string> names) {
    std::ranges::sort(names);
    return names;
}

/// Hashes that differ in nothing, in their last nibble, in their first, and everywhere.
using Hash = std::size_t (*)(const std::string& name);
const std::vector<Hash> hashes = {
    [](const std::string&) -> std::size_t { return 0; },
    [](const std::string& name) { return name.size() << 60U; },
    [](const std::string& name) { return name.size() & 3U; },
    [](const std::string& name) { return std::hash<std::string>{}(name); },
};

std::string random_name(std::mt19937& random) {
    std::string name;
    for (auto length = random() % 6; length > 0; --length) {
        name += static_cast<char>('a' + static_cast<char>(random() % 3));
    }
    return name;
}

TEST(HashTrie, DoesWhatAMapDoesWhateverTheHash) {
    for (const Hash hash : hashes) {
        std::mt19937 random(3);  // NOLINT(bugprone-random-generator-seed,cert-msc51-cpp): the same every time
        Trie trie;
        std::map<std::string, const Item*> model;
        for (int step = 0; step < 3000; ++step) {
            const std::string name = random_name(random);
            const TrieKey key{.scope = "scope", .name = name, .hash = hash(name)};
            if (random() % 3 == 0) {
                trie.remove(key);
                model.erase(name);
            } else {
                Shared<Item> fresh = item(name, hash(name));
                model[name] = fresh.get();
                trie.put(std::move(fresh));
            }
            ASSERT_EQ(trie.size(), model.size());
            const auto expected = model.find(name);
            ASSERT_EQ(trie.find(key), expected == model.end() ? nullptr : expected->second);
        }
        for (const auto& [name, expected] : model) {
            ASSERT_EQ(trie.find({.scope = "scope", .name = name, .hash = hash(name)}), expected);
        }
        ASSERT_EQ(names_of(trie).size(), model.size());
    }
    EXPECT_EQ(living_objects, 0);
}

TEST(HashTrie, TellsScopeAndNameApart) {
    Trie trie;
    trie.put(item("a", 0));
    EXPECT_EQ(trie.find({.scope = "scopea", .name = "", .hash = 0}), nullptr);
    EXPECT_EQ(trie.find({.scope = "", .name = "a", .hash = 0}), nullptr);
    EXPECT_EQ(trie.find({.scope = "scope", .name = "a", .hash = 1}), nullptr);
    trie.put(item(std::string("a\0", 2), 0));  // no name is so, but nothing may hang on that
    EXPECT_EQ(trie.size(), 2U);
    EXPECT_NE(key_of("a", "b").hash, key_of("b", "a").hash);
    EXPECT_NE(key_of("a", "bc").hash, key_of("ab", "c").hash);
}

TEST(HashTrie, HasOneShapeForTheSameObjectsInAnyOrder) {
    std::mt19937 random(5);  // NOLINT(bugprone-random-generator-seed,cert-msc51-cpp): the same every time
    for (const Hash hash : hashes) {
        std::vector<Shared<Item>> items;
        Trie straight;
        for (unsigned i = 0; i < 200; ++i) {
            const std::string name = "item-" + std::string(i, 'x');
            items.push_back(item(name, hash(name)));
            straight.put(items.back());
        }
        Trie detour;
        std::ranges::shuffle(items, random);
        for (const Shared<Item>& each : items) {
            const std::string other = std::string(each->key().name) + "-not";
            detour.put(each);
            detour.put(item(other, hash(other)));
        }
        std::ranges::shuffle(items, random);
        for (const Shared<Item>& each : items) {
            const std::string other = std::string(each->key().name) + "-not";
            detour.remove({.scope = "scope", .name = other, .hash = hash(other)});
        }
        detour.share_nodes_of(straight);
        ASSERT_TRUE(detour.is_same(straight)) << "it can share all nodes only when it has the same";
    }
}

TEST(HashTrie, LeavesItsCopiesAsTheyWere) {
    std::mt19937 random(9);  // NOLINT(bugprone-random-generator-seed,cert-msc51-cpp): the same every time
    std::vector<std::pair<Trie, std::vector<std::string>>> history;
    Trie trie;
    for (int step = 0; step < 500; ++step) {
        const std::string name = random_name(random);
        if (random() % 3 == 0) {
            trie.remove({.scope = "scope", .name = name, .hash = name.size()});
        } else {
            trie.put(item(name, name.size()));
        }
        history.emplace_back(trie, sorted(names_of(trie)));
    }
    for (const auto& [copy, names] : history) {
        ASSERT_EQ(sorted(names_of(copy)), names);
    }
    history.clear();
    trie = Trie();
    EXPECT_EQ(living_objects, 0);
}

TEST(HashTrie, SharesTheNodesOfAnotherWithTheSameObjects) {
    std::vector<Shared<Item>> items;
    for (int i = 0; i < 500; ++i) {
        const std::string name = "item-" + std::to_string(i);
        items.push_back(item(name, std::hash<std::string>{}(name)));
    }
    Trie before;
    Trie after;
    for (std::size_t i = 0; i < items.size(); ++i) {
        before.put(items[i]);
        after.put(items[items.size() - 1 - i]);
    }
    EXPECT_FALSE(after.is_same(before));
    after.share_nodes_of(before);
    EXPECT_TRUE(after.is_same(before));

    after.put(item("item-7", std::hash<std::string>{}("item-7")));
    after.share_nodes_of(before);
    EXPECT_FALSE(after.is_same(before)) << "another object of the same name";
}

}  // namespace
