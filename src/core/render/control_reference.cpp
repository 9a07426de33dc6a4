// Words for people about controls: docs/CONTROLS.md.
#include "givtcp/control/controls.hpp"
#include "givtcp/render/reference.hpp"

#include <string_view>

namespace giv::render {
namespace {

constexpr std::string_view introduction = R"(# What can be changed

<!-- Made from the tables in src/core/control; a test compares. -->

One row per control. It is called over REST as `POST /<name>`, and over MQTT by publishing to
`<root>/control/<serial>/<name>` or `<root>/<serial>/control/<name>`, with the same payload: the
JSON that is shown, or the value alone where only one is needed. `{n}` is a slot, 1 to 10. Keys in
brackets may be left out; a register that no key names is not changed. A form with the same keys
(`start=00:30&finish=04:30`) is taken too, whether it is called one or not. Nothing that is not in
these tables can be written.

`dry_run` and `override_budget` stand beside these keys on the new API only; elsewhere a command
that asks for a dry run is refused.

Times are `HH:MM`, `HH:MM:SS` or `hhmm`; on and off also `on`, `off`, `true`, `false`, `1`, `0`.
Rates: 1 to 100 is percent of the battery's maximum power, 0 and more than 100 is watts; `"1500W"`,
`"50%"` or a key `unit` (`W`, `%`) says which. Durations are minutes, 1 to 1439; `Cancel` ends what
runs.

What became of a command is what the registers say, not what the inverter acknowledges:

- `verified`: each register was read back as it was to be. `no-op`: they were so already.
- `refused`: the plant is as it was. Where something was written, the inverter answered with an
  error, or the register still showed its old value 4 s after the acknowledgement (3 s after a
  write that nobody acknowledged); what had changed was put back.
- `unknown`: neither could be shown. The sentence says what stands, what cannot be read back and
  what was not written.

What ends as neither `verified` nor `no-op` is read again 5, 15, 30 and 60 s later. An effect that
comes after all is shown and logged, and undone if it belongs to a timed action.
)";

void add_sentence(std::string& text, std::string_view more) {
    if (!text.empty()) text += "; ";
    text += more;
}

std::string name_of(const Control& control) {
    const bool bare = find_control(control.name) && find_control(control.name)->control == &control;
    std::string text;
    if (bare) add_sentence(text, "`" + std::string{control.name} + "`");
    if (control.numbered) add_sentence(text, "`" + std::string{control.name} + "{n}`");
    for (const auto alias : control.aliases)
        add_sentence(text, "`" + std::string{alias} + "`");
    return text;
}

std::string words_of(const Parameter& parameter) {
    std::string text;
    for (const auto& word : parameter.words) {
        text += (text.empty() ? "" : ", ") + std::string{word.text};
        if (word.by_number && std::to_string(word.code) != word.text) {
            text += " (" + std::to_string(word.code) + ")";
        }
    }
    return text;
}

// What may be left out, and what else may be said.
std::string remarks_on(const Control& control) {
    std::string text;
    for (const auto& parameter : control.parameters) {
        const auto key = std::string{parameter.keys.front()};
        const bool by_name = control.numbered && parameter.type == ArgumentType::slot_number;
        if (parameter.optional || by_name) add_sentence(text, "[`" + key + "`]");
        if (!parameter.words.empty()) add_sentence(text, words_of(parameter));
        for (const auto synonym : parameter.keys.subspan(1))
            add_sentence(text, "or `" + std::string{synonym} + "`");
    }
    return text;
}

std::string payload_of(const Control& control) {
    const auto example = example_of({&control, 0}, true);
    if (example.empty()) return "none needed";
    auto text = "`" + example + "`";
    const auto remarks = remarks_on(control);
    return remarks.empty() ? text : text + "<br>" + remarks;
}

std::string row(const Control& control) {
    const auto models = control.only_on.empty() ? std::string_view{"all"} : control.only_on;
    std::string text = "| " + name_of(control) + " | " + payload_of(control) + " | ";
    return text.append(control.effect).append(" | ").append(models).append(" |\n");
}

}  // namespace

std::string control_reference() {
    std::string text{introduction};
    text += "\n| Name | Payload | Changes | Models |\n|---|---|---|---|\n";
    for (const auto& control : controls())
        text += row(control);
    return text;
}

}  // namespace giv::render
