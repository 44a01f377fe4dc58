#pragma once

#include "server/files/value.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace server::files {

/// What the aliases of one YAML document may add to it, as bytes of JSON. Ten levels of ten aliases each ("billion
/// laughs") would be gigabytes; manifests repeat a few labels.
inline constexpr std::size_t max_alias_bytes = std::size_t{16} << 20U;

/// Makes a tree of Values from the events of a YAML or JSON parser. Every member throws Failure: too_deep, a key given
/// twice (with both lines), aliases that add too much, a merge key without a mapping.
class TreeBuilder {
public:
    void start_array(Position position);
    void start_object(Position position);
    /// The key of the next value; only when wants_key().
    void key(std::string text, Position position);
    /// The next value's members are to be merged into the open object (YAML's `<<`); only when wants_key().
    void merge_key(Position position);
    void scalar(Value::Kind kind, std::string text, Position position);
    /// A value that an anchor named, once more.
    void alias(const Value::Pointer& value, Position position);
    /// Ends the open array or object and returns it, for anchors.
    Value::Pointer end();

    /// True between the members of an object.
    [[nodiscard]] bool wants_key() const;
    /// The finished document; the builder is as new.
    Value::Pointer take();

private:
    struct PendingMember {
        Value::Member member;
        std::size_t order = 0;  ///< in the text
        bool merged = false;    ///< came by `<<`: may be there already
    };
    struct Open {
        bool is_object;
        bool has_key = false;
        bool merging = false;
        Position position;
        std::string key;
        Position key_position;
        std::vector<Value::Pointer> elements;
        std::vector<PendingMember> members;  ///< as they came
    };

    void open(bool is_object, Position position);
    void add(Value::Pointer value);
    static void merge(Open& object, const Value& value);
    static void merge_members(Open& object, const Value& value);
    static std::vector<Value::Member> sorted_members(Open& object);

    std::vector<Open> open_;
    Value::Pointer root_;
    std::size_t alias_bytes_ = 0;
};

}  // namespace server::files
