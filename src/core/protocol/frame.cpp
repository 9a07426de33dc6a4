#include "givtcp/protocol/frame.hpp"

#include "core/protocol/functions.hpp"
#include "core/protocol/layout.hpp"

#include "givtcp/protocol/crc16.hpp"

#include <span>
#include <utility>

namespace giv {
namespace {

constexpr std::string_view our_adapter = "AB1234G567";  // the dongle ignores it

// Builds one frame; the lengths and the CRC are filled in at the end.
class Frame {
 public:
    explicit Frame(std::uint8_t function) {
        bytes_.reserve(wire::null_size);
        for (const auto byte : wire::marker)
            bytes_.push_back(byte);
        word(0);
        byte(1);
        byte(function);
    }

    void byte(std::uint8_t value) { bytes_.push_back(value); }

    void word(std::uint16_t value) {
        byte(static_cast<std::uint8_t>(value >> 8U));
        byte(static_cast<std::uint8_t>(value & 0xFFU));
    }

    void serial(const Serial& serial) { text(serial.text()); }

    void text(std::string_view characters) {
        for (const auto c : characters)
            byte(static_cast<std::uint8_t>(c));
    }

    // Room for the inner length, then device and function: where the CRC begins.
    void begin_inner(DeviceAddress device, std::uint8_t function) {
        inner_length_placeholder();
        byte(device.value);
        byte(function);
    }

    void inner_length_placeholder() { bytes_.resize(wire::inner_at); }

    Bytes finish() && {
        const auto length = static_cast<std::uint16_t>(bytes_.size() - wire::size_over_length);
        put(wire::length_at, length);
        return std::move(bytes_);
    }

    Bytes finish_with_crc() && {
        const auto crc = crc16(std::span{bytes_}.subspan(wire::inner_at));
        byte(static_cast<std::uint8_t>(crc & 0xFFU));  // low byte first, unlike all else
        byte(static_cast<std::uint8_t>(crc >> 8U));
        return std::move(*this).finish_with_inner_length();
    }

    Bytes finish_with_inner_length() && {
        put(wire::inner_at - 2, static_cast<std::uint16_t>(bytes_.size() - wire::inner_at));
        return std::move(*this).finish();
    }

 private:
    void put(std::size_t at, std::uint16_t value) {
        bytes_[at] = static_cast<std::uint8_t>(value >> 8U);
        bytes_[at + 1] = static_cast<std::uint8_t>(value & 0xFFU);
    }

    Bytes bytes_;
};

Bytes request(DeviceAddress device, std::uint8_t function, std::uint16_t a, std::uint16_t b) {
    Frame frame{wire::transparent_function};
    frame.text(our_adapter);
    frame.begin_inner(device, function);
    frame.word(a);
    frame.word(b);
    return std::move(frame).finish_with_crc();
}

// What all answers have in front of their own content.
Frame answer(
    const Serial& adapter, const Serial& inverter, DeviceAddress device, std::uint8_t function
) {
    Frame frame{wire::transparent_function};
    frame.serial(adapter);
    frame.begin_inner(device, function);
    frame.serial(inverter);
    return frame;
}

Bytes heartbeat(const Heartbeat& beat) {
    Frame frame{wire::heartbeat_function};
    frame.serial(beat.adapter);
    frame.byte(beat.type);
    return std::move(frame).finish();
}

struct RequestEncoder {
    Bytes operator()(const ReadRequest& read) const {
        const auto& [bank, base, count] = read.range;
        return request(read.device, wire::function_of(bank), base, count);
    }
    Bytes operator()(const WriteRequest& write) const {
        return request(write.device, wire::write_holding, write.index, write.value);
    }
    Bytes operator()(const Heartbeat& beat) const { return heartbeat(beat); }
};

struct ResponseEncoder {
    Bytes operator()(const ReadResponse& read) const {
        const auto function = wire::function_of(read.range.bank);
        auto frame = answer(read.adapter, read.inverter, read.device, function);
        frame.word(read.range.base);
        frame.word(static_cast<std::uint16_t>(read.words.size()));
        for (const auto word : read.words)
            frame.word(word);
        return std::move(frame).finish_with_crc();
    }
    Bytes operator()(const WriteResponse& write) const {
        auto frame = answer(write.adapter, write.inverter, write.device, wire::write_holding);
        frame.word(write.index);
        frame.word(write.value);
        return std::move(frame).finish_with_crc();
    }
    Bytes operator()(const ErrorResponse& error) const {
        const auto function = static_cast<std::uint8_t>(error.function | wire::error_bit);
        auto frame = answer(error.adapter, error.inverter, error.device, function);
        frame.word(error.base);
        frame.word(error.count);
        return std::move(frame).finish_with_crc();
    }
    Bytes operator()(const NullResponse& null) const {
        Frame frame{wire::transparent_function};
        frame.serial(null.adapter);
        frame.begin_inner(null.device, wire::null_function);
        constexpr auto zeros = wire::null_size - wire::inner_function_at - 1;
        for (std::size_t i = 0; i < zeros; ++i)
            frame.byte(0);
        return std::move(frame).finish_with_inner_length();
    }
    Bytes operator()(const Heartbeat& beat) const { return heartbeat(beat); }
    // The two check bytes behind the text are of an unknown kind (spec/wire-protocol.md §4.8).
    Bytes operator()(const LanConfig& config) const {
        Frame frame{wire::transparent_function};
        frame.serial(config.adapter);
        frame.inner_length_placeholder();
        frame.text(config.text);
        frame.text("\r\n\r\n");
        frame.word(0);
        return std::move(frame).finish_with_inner_length();
    }
    Bytes operator()(const UnknownFrame& unknown) const {
        auto frame = answer({}, {}, {}, unknown.inner_function);
        return std::move(frame).finish_with_crc();
    }
};

}  // namespace

Bytes encode(const Request& request) { return std::visit(RequestEncoder{}, request); }

Bytes encode(const Response& response) { return std::visit(ResponseEncoder{}, response); }

}  // namespace giv
