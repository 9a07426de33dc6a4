#include "link/found_dongle.hpp"

#include "givtcp/protocol/short_serial.hpp"
#include "givtcp/registers/models.hpp"

#include <algorithm>
#include <array>

namespace giv {
namespace {

constexpr std::size_t columns = 5;
using Row = std::array<std::string, columns>;

constexpr std::string_view nothing = "-";

bool is_shown(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string or_nothing(const std::string& text) {
    return text.empty() ? std::string{nothing} : text;
}

// What is known of a model that is not read is its name.
std::string note_of(const FoundDongle& dongle) {
    if (!dongle.identity) return dongle.why_not;
    const bool is_read = models::supported.contains(dongle.identity->model());
    return is_read ? "" : "this model is not read yet";
}

Row row_of(const FoundDongle& dongle) {
    const auto& identity = dongle.identity;
    const std::string model{identity ? facts(identity->model()).key : nothing};
    const std::string serial{identity ? identity->serial : nothing};
    return {ipv4_text(dongle.host), or_nothing(dongle.dongle), serial, model, note_of(dongle)};
}

std::string text_of(const Row& row, const std::array<std::size_t, columns>& widths) {
    std::string text;
    for (std::size_t column = 0; column < columns; ++column) {
        text += row.at(column);
        text.append(widths.at(column) - row.at(column).size() + 2, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + '\n';
}

bool is_taken(const FoundDongle& dongle, std::span<const std::string> taken) {
    return std::ranges::find(taken, dongle.identity->serial) != taken.end();
}

}  // namespace

std::string shown_serial(const Serial& serial) {
    const auto text = serial.text();
    return std::ranges::all_of(text, is_shown) ? std::string{text} : std::string{};
}

std::string table_of(std::span<const FoundDongle> found) {
    std::vector<FoundDongle> sorted{found.begin(), found.end()};
    std::ranges::sort(sorted, {}, &FoundDongle::host);
    std::vector<Row> rows{{"ADDRESS", "DONGLE", "INVERTER", "MODEL", ""}};
    for (const auto& dongle : sorted)
        rows.push_back(row_of(dongle));

    std::array<std::size_t, columns> widths{};
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < columns; ++column)
            widths.at(column) = std::max(widths.at(column), row.at(column).size());
    }
    std::string text;
    for (const auto& row : rows)
        text += text_of(row, widths);
    return text;
}

std::string line_of(const FoundDongle& dongle) {
    const auto [address, adapter, serial, model, note] = row_of(dongle);
    auto line = address + ": dongle " + (dongle.dongle.empty() ? adapter : short_serial(adapter));
    if (dongle.identity) line += ", inverter " + short_serial(serial) + " (" + model + ')';
    return note.empty() ? line : line + ", " + note;
}

const FoundDongle* choose(
    std::span<const FoundDongle> found, std::string_view wanted, std::span<const std::string> taken
) {
    const FoundDongle* best = nullptr;
    for (const auto& dongle : found) {
        if (!dongle.identity) continue;
        if (dongle.identity->serial == wanted) return &dongle;
        if (!wanted.empty() || is_taken(dongle, taken)) continue;
        // In this order: it is read, its address.
        const auto rank = [](const FoundDongle& one) {
            return std::pair{!models::supported.contains(one.identity->model()), one.host};
        };
        if (best == nullptr || rank(dongle) < rank(*best)) best = &dongle;
    }
    return best;
}

}  // namespace giv
