#include "core/render/value_text.hpp"

#include "givtcp/points/wall_text.hpp"
#include "givtcp/registers/field.hpp"

#include <utility>

namespace giv::render {
namespace {

struct Text {
    std::string text;
    Leaf::Kind kind;
};

struct Visitor {
    std::optional<Text> operator()(Absence) const { return std::nullopt; }
    std::optional<Text> operator()(const Number& number) const {
        return Text{decimal_text(number.value, number.decimals), Leaf::Kind::number};
    }
    std::optional<Text> operator()(bool flag) const {
        return Text{flag ? "true" : "false", Leaf::Kind::boolean};
    }
    std::optional<Text> operator()(const Enumerated& code) const {
        return Text{describe(code), Leaf::Kind::text};
    }
    std::optional<Text> operator()(const ShortText& text) const {
        return Text{std::string{text.view()}, Leaf::Kind::text};
    }
    std::optional<Text> operator()(const LongText& text) const {
        return Text{std::string{text.view()}, Leaf::Kind::text};
    }
    std::optional<Text> operator()(const SlotWords&) const { return std::nullopt; }
    std::optional<Text> operator()(const LocalTime& time) const {
        auto text = local_text(time, std::chrono::minutes{0}).substr(0, 19);
        text[10] = ' ';  // as GivTCP shows a time without zone
        return Text{std::move(text), Leaf::Kind::text};
    }
    std::optional<Text> operator()(const BitMask& mask) const {
        return Text{std::to_string(mask.bits), Leaf::Kind::number};
    }
};

}  // namespace

std::optional<Leaf> leaf(std::string path, const Value& value) {
    auto text = std::visit(Visitor{}, value);
    if (!text) return std::nullopt;
    return Leaf{std::move(path), std::move(text->text), text->kind};
}

}  // namespace giv::render
