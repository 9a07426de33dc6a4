// A map whose entries lie in one piece of memory, sorted by key: for few entries, and where there
// are hundreds of maps. A change moves the entries, so that no iterator outlives it. Whoever
// changes a value through an iterator leaves the key alone.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <utility>
#include <vector>

namespace giv {

// `Sought`: what a key is looked for by, and made from.
template <class Key, class Value, class Sought = Key>
class FlatMap {
 public:
    using Entry = std::pair<Key, Value>;
    // For whoever takes any container.
    using value_type = Entry;  // NOLINT(readability-identifier-naming): the standard's name
    using const_iterator =     // NOLINT(readability-identifier-naming): the standard's name
        typename std::vector<Entry>::const_iterator;

    FlatMap() = default;
    FlatMap(std::initializer_list<Entry> entries) {
        for (const auto& [key, value] : entries)
            insert_or_assign(key, value);
    }

    auto begin() { return entries_.begin(); }
    auto begin() const { return entries_.begin(); }
    auto end() { return entries_.end(); }
    auto end() const { return entries_.end(); }
    std::size_t size() const { return entries_.size(); }
    bool empty() const { return entries_.empty(); }

    // end(), if there is none of this key.
    auto find(const Sought& key) { return found(*this, key); }
    auto find(const Sought& key) const { return found(*this, key); }

    void insert_or_assign(const Sought& key, Value value) { (*this)[key] = std::move(value); }

    // A new one is a Value{}.
    Value& operator[](const Sought& key) {
        const auto place = std::ranges::lower_bound(entries_, key, {}, &Entry::first);
        const bool is_known = place != entries_.end() && place->first == key;
        return is_known ? place->second : entries_.emplace(place, Key{key}, Value{})->second;
    }

    // Nothing happens, if there is none.
    void erase(const Sought& key) {
        const auto place = find(key);
        if (place != end()) entries_.erase(place);
    }

    friend bool operator==(const FlatMap&, const FlatMap&) = default;

 private:
    template <class Map>
    static auto found(Map& map, const Sought& key) {
        const auto place = std::ranges::lower_bound(map.entries_, key, {}, &Entry::first);
        return place != map.end() && place->first == key ? place : map.end();
    }

    std::vector<Entry> entries_;
};

}  // namespace giv
