// GivTCP's document with the names that givtcp_exporter gives it (spec/clients.md §1.5, §5.1). Old
// dashboards ask for these; nothing here is how Prometheus would have it.
#include "core/render/iso_time.hpp"
#include "core/render/metric_text.hpp"

#include "givtcp/render/metrics.hpp"

#include <set>
#include <string>
#include <utility>

namespace giv::render {
namespace {

constexpr std::string_view prefix = "givtcp_";  // what its users set METRIC_PREFIX to

bool is_plain(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

std::string plain(std::string_view text) {
    std::string name{text};
    for (auto& c : name)
        if (!is_plain(c)) c = '_';
    return name;
}

// A label may not begin with a digit, and "__" is Prometheus's own.
std::string label_name(std::string_view path) {
    auto name = plain(path.substr(path.rfind('/') + 1));
    const bool is_taken = name.empty() || name.starts_with("__");
    if (is_taken || (name.front() >= '0' && name.front() <= '9')) name.insert(0, "key_");
    return name;
}

void add(MetricText& text, const Leaf& leaf) {
    switch (leaf.kind) {
        case Leaf::Kind::number: text.sample({}, leaf.text); return;
        case Leaf::Kind::boolean: text.sample({}, leaf.text == "true" ? "1" : "0"); return;
        case Leaf::Kind::empty_object: return;
        case Leaf::Kind::text: break;
    }
    if (const auto seconds = seconds_since_1970(leaf.text)) {
        text.sample({}, std::to_string(*seconds));
    } else {
        text.sample(Labels{}.add(label_name(leaf.path), leaf.text), "1");
    }
}

}  // namespace

std::string exporter_metrics(const Document& document) {
    MetricText text{MetricsFormat::prometheus};
    std::set<std::string> names;
    for (const auto& leaf : document) {
        const auto [name, is_new] = names.insert(std::string{prefix} + plain(leaf.path));
        if (!is_new) continue;  // two paths, one name: the first holds
        const auto help = "Gauge metric for " + *name;
        text.begin({*name, MetricType::gauge, "", help});
        add(text, leaf);
    }
    return std::move(text).finish();
}

}  // namespace giv::render
