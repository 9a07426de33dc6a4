#include "simulator/wire_faults.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

namespace giv::simulator {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t crc_size = 2;
constexpr std::size_t most_blocks = 1'000;
constexpr std::string_view stranger = "SA2231G777";
constexpr Register inverter_serial = HR(13);
constexpr Register pack_serial = IR(110);

using Words = std::vector<std::uint16_t>;
using Door = Transmission::Door;

enum class Crc : std::uint8_t { fits, of_the_answer, zero };

// An answer on its way, as far as it has come.
struct Passing {
    Response says;
    Crc crc = Crc::fits;
    std::optional<std::uint32_t> lacks{};  // a byte, by number, modulo its size
    std::optional<std::uint32_t> cut{};    // so many bytes are left, modulo its size
    int copies = 1;
    milliseconds later{0};
    milliseconds apart{0};  // its bytes
    Door door = Door::stays;
};

std::uint32_t count_of(const Words& words) { return static_cast<std::uint32_t>(words.size()); }

// ---- faults of the registers --------------------------------------------------------------

void put_text(Words& words, std::size_t from, std::string_view text) {
    for (std::size_t i = 0; i < text.size() / 2 && from + i < words.size(); ++i) {
        const auto high = static_cast<std::uint8_t>(text[2 * i]);
        const auto low = static_cast<std::uint8_t>(text[2 * i + 1]);
        words[from + i] = static_cast<std::uint16_t>(high << 8U | low);
    }
}

void flip_bit(ReadResponse& answer, FaultRecord& record, BlockMemory&) {
    const auto bit = record.chance.below(count_of(answer.words) * 16);
    auto& word = answer.words[bit / 16];
    word = static_cast<std::uint16_t>(word ^ 1U << bit % 16);
}

void put_zeros(ReadResponse& answer, FaultRecord&, BlockMemory&) {
    std::ranges::fill(answer.words, std::uint16_t{0});
}

void put_zero_tail(ReadResponse& answer, FaultRecord& record, BlockMemory&) {
    const auto from = record.chance.below(count_of(answer.words));
    std::fill(answer.words.begin() + from, answer.words.end(), std::uint16_t{0});
}

// The bytes from somewhere on move up by one, and a zero follows.
void shift_bytes(ReadResponse& answer, FaultRecord& record, BlockMemory&) {
    auto& words = answer.words;
    for (auto at = record.chance.below(count_of(words)); at < words.size(); ++at) {
        const auto following = at + 1 < words.size() ? words[at + 1] : 0U;
        words[at] = static_cast<std::uint16_t>((words[at] & 0xFFU) << 8U | following >> 8U);
    }
}

void put_spike(ReadResponse& answer, FaultRecord& record, BlockMemory&) {
    const auto& fault = record.fault();
    const auto at = fault.index ? static_cast<std::uint32_t>(*fault.index - answer.range.base)
                                : record.chance.below(count_of(answer.words));
    answer.words[at] = fault.value.value_or(static_cast<std::uint16_t>(record.chance.next()));
}

void put_stranger(ReadResponse& answer, FaultRecord&, BlockMemory&) {
    answer.inverter = serial_of(stranger);
    const auto is_pack = answer.device >= device::first_lv_pack;
    const auto where = is_pack ? pack_serial : inverter_serial;
    if (answer.range.contains(where)) {
        put_text(answer.words, where.index - answer.range.base, stranger);
    }
}

// The first so many words are left.
void splice(ReadResponse& answer, FaultRecord& record, BlockMemory& memory) {
    const auto other = memory.another(answer, record.chance);
    const auto left = static_cast<std::ptrdiff_t>(record.chance.below(count_of(answer.words)));
    std::copy(other.begin() + left, other.end(), answer.words.begin() + left);
}

void freeze(ReadResponse& answer, FaultRecord& record, BlockMemory& memory) {
    answer.words = memory.frozen(answer, record.number);
}

struct RegisterFault {
    FaultKind kind;
    Crc usual;
    void (*apply)(ReadResponse&, FaultRecord&, BlockMemory&);
};

constexpr auto register_faults = std::to_array<RegisterFault>({
    {FaultKind::bit_flip, Crc::of_the_answer, flip_bit},
    {FaultKind::byte_slip, Crc::fits, shift_bytes},
    {FaultKind::splice, Crc::fits, splice},
    {FaultKind::zero_bank, Crc::fits, put_zeros},
    {FaultKind::zero_tail, Crc::zero, put_zero_tail},
    {FaultKind::stale_cache, Crc::fits, freeze},
    {FaultKind::spike, Crc::fits, put_spike},
    {FaultKind::wrong_serial, Crc::fits, put_stranger},
});

const RegisterFault* register_fault(const Fault& fault) {
    // A byte is lost on the way, unless the dongle has lost it, and put a CRC on the rest.
    if (fault.kind == FaultKind::byte_slip && fault.checksum != Checksum::valid) return nullptr;
    const auto* const row = std::ranges::find(register_faults, fault.kind, &RegisterFault::kind);
    return row == register_faults.end() ? nullptr : row;
}

// ---- faults of the frame ------------------------------------------------------------------

void send_nothing(Passing& passing, FaultRecord&) { passing.copies = 0; }
void send_twice(Passing& passing, FaultRecord&) { passing.copies *= 2; }
void send_later(Passing& passing, FaultRecord& record) { passing.later += record.fault().time; }
void send_slowly(Passing& passing, FaultRecord& record) { passing.apart += record.fault().time; }
void lose_byte(Passing& passing, FaultRecord& record) { passing.lacks = record.chance.next(); }
void lose_end(Passing& passing, FaultRecord& record) { passing.cut = record.chance.next(); }
void close(Passing& passing, FaultRecord&) { passing.door = Door::hangs_up; }
void reset(Passing& passing, FaultRecord&) { passing.door = Door::resets; }

// Whose it would have been.
struct Envelope {
    Serial adapter;
    DeviceAddress device;
};

struct EnvelopeOf {
    Envelope operator()(const Heartbeat& beat) const { return {beat.adapter, {}}; }
    Envelope operator()(const LanConfig& config) const { return {config.adapter, {}}; }
    Envelope operator()(const UnknownFrame&) const { return {}; }
    template <class Answer>
    Envelope operator()(const Answer& answer) const {
        return {answer.adapter, answer.device};
    }
};

void say_nothing(Passing& passing, FaultRecord&) {
    const auto [adapter, device] = std::visit(EnvelopeOf{}, passing.says);
    passing.says = NullResponse{adapter, device};
}

struct FrameFault {
    FaultKind kind;
    void (*apply)(Passing&, FaultRecord&);
};

constexpr auto frame_faults = std::to_array<FrameFault>({
    {FaultKind::drop, send_nothing},
    {FaultKind::delay, send_later},
    {FaultKind::duplicate, send_twice},
    {FaultKind::truncate, lose_end},
    {FaultKind::byte_slip, lose_byte},
    {FaultKind::null_response, say_nothing},
    {FaultKind::slow_bytes, send_slowly},
    {FaultKind::hang_up, close},
    {FaultKind::reset, reset},
});

// ---- one fault of an answer ---------------------------------------------------------------

Crc crc_by(Checksum wanted, Crc usual) {
    switch (wanted) {
        case Checksum::usual: return usual;
        case Checksum::old: return Crc::of_the_answer;
        case Checksum::valid: return Crc::fits;
    }
    return usual;
}

// Does it change anything?
bool strike_registers(
    const RegisterFault& row, Passing& passing, FaultRecord& record, BlockMemory& memory
) {
    auto& answer = std::get<ReadResponse>(passing.says);
    const auto before = answer;
    row.apply(answer, record, memory);
    if (answer == before) return false;

    const auto crc = crc_by(record.fault().checksum, row.usual);
    if (crc != Crc::fits) passing.crc = crc;
    return true;
}

bool strike(Passing& passing, FaultRecord& record, BlockMemory& memory) {
    const auto* const of_registers = register_fault(record.fault());
    const auto* const read = std::get_if<ReadResponse>(&passing.says);
    if (of_registers != nullptr && (read == nullptr || read->words.empty())) return false;
    if (!record.comes_down()) return false;
    if (of_registers != nullptr) return strike_registers(*of_registers, passing, record, memory);

    const auto kind = record.fault().kind;
    const auto* const of_frame = std::ranges::find(frame_faults, kind, &FrameFault::kind);
    of_frame->apply(passing, record);
    return true;
}

// ---- bytes --------------------------------------------------------------------------------

// The frame of what is said now, in the place of the answer `instead_of`.
Bytes frame_of(const Passing& passing, const Response& instead_of) {
    auto bytes = encode(passing.says);
    const auto crc = bytes.end() - crc_size;
    if (passing.crc == Crc::zero) std::fill_n(crc, crc_size, std::uint8_t{0});
    if (passing.crc == Crc::of_the_answer) {
        const auto good = encode(instead_of);
        std::copy_n(good.end() - crc_size, crc_size, crc);
    }
    if (passing.lacks) {
        const auto at = *passing.lacks % static_cast<std::uint32_t>(bytes.size());
        bytes.erase(bytes.begin() + at);
    }
    if (passing.cut) bytes.resize(1 + *passing.cut % (bytes.size() - 1));
    return bytes;
}

Transmission transmission_of(const Passing& passing, const Response& answer) {
    Transmission sent{{}, passing.door};
    if (passing.door != Door::stays) return sent;
    const auto bytes = frame_of(passing, answer);
    auto after = passing.later;
    for (int copy = 0; copy < passing.copies; ++copy) {
        if (passing.apart.count() == 0) {
            sent.pieces.push_back({after, bytes});
            continue;
        }
        for (const auto byte : bytes) {
            sent.pieces.push_back({after, {byte}});
            after += passing.apart;
        }
        sent.busy = after;
    }
    return sent;
}

}  // namespace

Transmission WireFaults::transmit(const Response& answer, FaultBook& book, Instant now) {
    Passing passing{answer};
    for (auto& record : book.strikers()) {
        const auto& fault = record.fault();
        if (place_of(fault.kind) != FaultPlace::answer || !concerns(fault, answer)) continue;
        if (strike(passing, record, memory_)) record.hit(now);
    }
    if (const auto* const read = std::get_if<ReadResponse>(&answer)) memory_.remember(*read);
    return transmission_of(passing, answer);
}

// ---- what was answered --------------------------------------------------------------------

void BlockMemory::remember(const ReadResponse& answer) {
    const Block block{answer.device.value, answer.range};
    if (latest_.size() < most_blocks || latest_.contains(block)) latest_[block] = answer.words;
}

std::vector<std::uint16_t> BlockMemory::another(const ReadResponse& than, Chance& chance) const {
    std::vector<const Words*> others;
    for (const auto& [block, words] : latest_) {
        if (words.size() == than.words.size() && words != than.words) others.push_back(&words);
    }
    Words zeros(than.words.size(), 0);
    if (others.empty()) return zeros;
    return *others[chance.below(static_cast<std::uint32_t>(others.size()))];
}

const std::vector<std::uint16_t>& BlockMemory::frozen(
    const ReadResponse& answer, std::uint64_t fault
) {
    const std::pair key{fault, Block{answer.device.value, answer.range}};
    if (frozen_.size() >= most_blocks && !frozen_.contains(key)) frozen_.clear();
    return frozen_.try_emplace(key, answer.words).first->second;
}

void BlockMemory::thaw(std::uint64_t fault) {
    std::erase_if(frozen_, [fault](const auto& frozen) { return frozen.first.first == fault; });
}

}  // namespace giv::simulator
