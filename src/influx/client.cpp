#include "influx/client.hpp"

#include "influx/gzip.hpp"

#include <httplib.h>

#include <algorithm>
#include <array>
#include <exception>
#include <map>
#include <string_view>
#include <utility>

namespace giv::influx {
namespace {

using Clock = std::chrono::steady_clock;

struct ErrorWords {
    httplib::Error error;
    std::string_view words;
};

// Why there was no answer.
constexpr auto error_words = std::to_array<ErrorWords>({
    {httplib::Error::Connection, "no connection"},
    {httplib::Error::ConnectionTimeout, "no connection in time"},
    {httplib::Error::Read, "the connection broke before there was an answer"},
    {httplib::Error::Write, "the connection broke while lines were sent"},
    {httplib::Error::SSLConnection, "no TLS connection"},
    {httplib::Error::SSLLoadingCerts,
     "the authorities' certificates can't be loaded: check INFLUX_TLS_CA"},
    {httplib::Error::SSLServerVerification,
     "the server's certificate is not trusted, or has another name"},
});

// Nobody listens at this address: at another one of the same name, maybe.
bool is_unreached(httplib::Error error) {
    return error == httplib::Error::Connection || error == httplib::Error::ConnectionTimeout;
}

std::string words_for(httplib::Error error) {
    const auto* const row = std::ranges::find(error_words, error, &ErrorWords::error);
    return std::string{row == error_words.end() ? "no answer" : row->words};
}

httplib::Headers headers_for(const Target& target, bool is_gzipped) {
    httplib::Headers headers{
        {"Content-Type", "text/plain; charset=utf-8"},
        {"Accept", "application/json"},
        {"Accept-Encoding", "identity"},
        {"User-Agent", "givtcpd"}};
    if (!target.authorization.empty()) headers.emplace("Authorization", target.authorization);
    if (is_gzipped) headers.emplace("Content-Encoding", "gzip");
    return headers;
}

}  // namespace

struct Client::Connection {
    std::unique_ptr<httplib::ClientImpl> http;

    Connection(const Target& target, const std::string& ca_file, ClientLimits limits) {
        if (target.tls) {
            auto secure = std::make_unique<httplib::SSLClient>(target.host, target.port);
            secure->enable_server_certificate_verification(true);
            if (!ca_file.empty()) secure->set_ca_cert_path(ca_file);
            http = std::move(secure);
        } else {
            http = std::make_unique<httplib::ClientImpl>(target.host, target.port);
        }
        http->set_keep_alive(true);
        http->set_follow_location(false);
        http->set_url_encode(false);
        http->set_decompress(false);
        http->set_tcp_nodelay(true);
        http->set_connection_timeout(limits.connect);
        http->set_read_timeout(limits.request);
        http->set_write_timeout(limits.request);
    }

    // The library forgets an answer whose body was not read to the end, and calls no handler where
    // there is no body (204): what it says comes by both ways.
    httplib::Error send(httplib::Request request, std::size_t most_words, Answer& answer) const {
        request.response_handler = [&answer](const httplib::Response& response) {
            note(answer, response);
            return true;
        };
        request.content_receiver =
            [&answer,
             most_words](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
                answer.words.append(data, std::min(size, most_words - answer.words.size()));
                return answer.words.size() < most_words;
            };
        const auto result = http->send(request);
        if (result) note(answer, *result);
        return result.error();
    }

    static void note(Answer& answer, const httplib::Response& response) {
        answer.status = response.status;
        answer.retry_after = retry_after_from(response.get_header_value("Retry-After"));
    }
};

Client::Client(Target target, const std::string& ca_file, ClientLimits limits, LookUp look_up)
    : target_(std::move(target)),
      limits_(limits),
      lookup_(target_.host, std::move(look_up)),
      connection_(std::make_unique<Connection>(target_, ca_file, limits)) {
    connection_->http->set_socket_options([this](socket_t descriptor) { leash_.hold(descriptor); });
}

Client::~Client() = default;

Answer Client::post(const std::string& body) {
    const auto deadline = Clock::now() + limits_.request;
    auto packed = body.size() > limits_.gzip_above ? gzipped(body) : Result<std::string>{body};
    const bool is_gzipped = packed && body.size() > limits_.gzip_above;
    deadline_ = deadline;
    Answer answer;
    try {
        answer = post_within(packed ? *packed : body, is_gzipped, deadline);
    } catch (const std::exception& error) {  // no memory, or an answer that the library can't read
        answer = {0, error.what()};
    }
    deadline_ = TimePoint::max();
    answer.took_too_long = answer.status == 0 && Clock::now() >= deadline;
    if (answer.took_too_long) answer.words = "no answer in time";
    return answer;
}

Answer Client::post_within(const std::string& body, bool is_gzipped, TimePoint deadline) {
    httplib::Request request;
    request.method = "POST";
    request.path = target_.path;
    request.headers = headers_for(target_, is_gzipped);
    request.body = body;
    if (connection_->http->is_socket_open() > 0) {
        // The server may have closed it meanwhile: that is no failure yet.
        Answer answer;
        connection_->send(request, limits_.words, answer);
        if (answer.status != 0) return answer;
    }
    return post_anew(request, deadline);
}

Answer Client::post_anew(const httplib::Request& request, TimePoint deadline) {
    const auto is_over = [this] { return stopped_.load(); };
    const auto addresses = lookup_.addresses(deadline, is_over);
    if (!addresses) return {0, addresses.error().detail};
    auto error = httplib::Error::Unknown;
    for (const auto& address : *addresses) {
        if (stopped_ || Clock::now() >= deadline) break;
        connection_->http->set_hostname_addr_map({{target_.host, address}});
        Answer answer;
        error = connection_->send(request, limits_.words, answer);
        if (answer.status != 0) return answer;
        if (!is_unreached(error)) break;
    }
    return {0, words_for(error)};
}

void Client::cut_if_overdue(TimePoint now) {
    if (now >= deadline_.load()) leash_.cut();
}

void Client::stop() {
    stopped_ = true;
    leash_.cut();
}

}  // namespace giv::influx
