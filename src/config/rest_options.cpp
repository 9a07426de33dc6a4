#include "config/rest_options.hpp"

#include "config/checks.hpp"
#include "config/option_fields.hpp"

namespace giv {
namespace {

constexpr auto all = &SettingsDraft::all;
constexpr auto http = &Settings::http;
constexpr auto token = &HttpSettings::token;

constexpr std::string_view a_numeric_address = "a numeric IPv4 or IPv6 address";
constexpr std::string_view a_path = "an absolute path";

constexpr auto scope_words = std::to_array<Choice::Word>({
    {"writes", static_cast<int>(HttpSettings::TokenScope::writes)},
    {"all", static_cast<int>(HttpSettings::TokenScope::all)},
});

constexpr Choice token_scope{
    scope_words,
    [](SettingsDraft& draft, int value) {
        draft.all.http.token.scope = static_cast<HttpSettings::TokenScope>(value);
    },
    [](const SettingsDraft& draft) { return static_cast<int>(draft.all.http.token.scope); }};

constexpr auto rows = std::to_array<Option>({
    Option{
        "rest.bind",
        {"REST_BIND"},
        Text{a_numeric_address, is_numeric_address, field<all, http, &HttpSettings::bind>},
        "Address to listen on; :: is IPv6 and IPv4"},
    Option{
        "rest.port",
        {"REST_PORT"},
        whole<all, http, &HttpSettings::first_port>(1, 65535),
        "Port of the first plant; each further one has the next. By default 6344 + instance"},
    Option{
        "rest.trusted_nets",
        {"TRUSTED_NETS"},
        TextList{
            "addresses or networks (192.168.1.0/24) with commas between",
            is_network,
            field<all, http, &HttpSettings::trusted_nets>},
        "Who may ask at all, beside this machine itself; all others are answered 403. On the "
        "host's "
        "network this is a fence; behind a proxy every client may look like the proxy"},
    Option{
        "rest.host_names",
        {"REST_HOST_NAMES"},
        TextList{"names with commas between", is_text, field<all, http, &HttpSettings::host_names>},
        "Public names by which commands may reach this machine (a Host field with another one is "
        "answered 403), and reads where REST_CORS is not legacy; addresses and names of home "
        "networks need not be listed"},
    Option{
        "rest.cors",
        {"REST_CORS"},
        TextList{
            "legacy, off, or origins (http://192.168.1.5:8123) with commas between",
            is_cors_word,
            field<all, http, &HttpSettings::cors>},
        "Whose pages may read values from a browser; legacy: everybody's, as with GivTCP; off: "
        "only "
        "our own; a list: those of these origins. Pages of other origins can never write"},
    Option{
        "rest.tls.certificate",
        {"REST_TLS_CERT"},
        Text{a_path, is_path, field<all, http, &HttpSettings::tls_certificate>},
        "PEM file of the server's certificate chain; with the key, REST speaks HTTPS only"},
    Option{
        "rest.tls.key",
        {"REST_TLS_KEY"},
        Text{a_path, is_path, field<all, http, &HttpSettings::tls_key>},
        "PEM file of that certificate's key"},
    Option{
        "rest.token",
        {"API_TOKEN"},
        Text{
            "16 to 200 letters, digits and signs without blanks",
            is_token,
            field<all, http, token, &HttpSettings::Token::secret>},
        "Who commands over REST has to know it: as a bearer token, or as the password of any user; "
        "empty: whoever TRUSTED_NETS lets in"}
        .as_secret(),
    Option{
        "rest.token_scope",
        {"API_TOKEN_SCOPE"},
        token_scope,
        "What API_TOKEN is asked for: commands, or reads too, /healthz alone excepted"},
});

}  // namespace

std::span<const Option> rest_options() { return rows; }

}  // namespace giv
