#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace tests::trust_policy {

/// What random makers are made of; the same seed, the same choices.
class Dice {
public:
    explicit Dice(unsigned seed) : random_(seed) {}

    bool one_in(unsigned sides) { return random_() % sides == 0; }
    std::size_t below(std::size_t limit) { return random_() % limit; }
    template <typename T>
    const T& pick(const std::vector<T>& from) {
        return from[below(from.size())];
    }
    template <typename T>
    void shuffle(std::vector<T>& values) {
        std::shuffle(values.begin(), values.end(), random_);
    }

private:
    std::mt19937 random_;
};

/// The value as JSON in a random layout: minified, on one line, indented by something, with CRLF, with white space
/// anywhere; members in random order; some characters of strings as escapes.
[[nodiscard]] std::string random_text(const nlohmann::ordered_json& value, Dice& dice);

}  // namespace tests::trust_policy
