#include "access/pending_sign_in.h"

#include <charconv>
#include <vector>

#include "access/base32.h"
#include "base/digest.h"
#include "base/text.h"

namespace access {

namespace {

constexpr std::string_view code_context = "pending code";
constexpr std::string_view authenticator_context = "pending authenticator";
constexpr std::string_view passkey_context = "pending passkey";
constexpr std::string_view identity_context = "pending identity";

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// No part holds a line break: numbers, times, hashes, base32 and own paths.
std::optional<std::vector<std::string>> opened_parts(const Secrets& secrets,
                                                     std::string_view context,
                                                     std::string_view cookie, std::size_t count) {
    const auto plain = secrets.open_text(context, cookie);
    if (!plain) return std::nullopt;
    std::vector<std::string> parts = base::split(*plain, '\n');
    if (parts.size() != count) return std::nullopt;
    return parts;
}

bool is_fresh(base::Instant issued_at, std::chrono::minutes lifetime, base::Instant now) {
    return now < issued_at + lifetime;
}

}  // namespace

std::string sealed(const Secrets& secrets, const PendingCode& pending) {
    return secrets.seal_text(code_context,
                             base::join({std::to_string(pending.account_id),
                                         base::iso_instant(pending.issued_at), pending.next_path},
                                        "\n"));
}

std::string sealed(const Secrets& secrets, const PendingAuthenticator& pending) {
    return secrets.seal_text(
        authenticator_context,
        base::join({std::to_string(pending.account_id), base::iso_instant(pending.issued_at),
                    pending.link_hash, pending.password_hash, base32(pending.secret)},
                   "\n"));
}

std::optional<PendingCode> open_pending_code(const Secrets& secrets, std::string_view cookie,
                                             base::Instant now) {
    const auto parts = opened_parts(secrets, code_context, cookie, 3);
    if (!parts) return std::nullopt;
    const auto account_id = whole_number(parts->at(0));
    const auto issued_at = base::parse_instant(parts->at(1));
    if (!account_id || !issued_at || !is_fresh(*issued_at, PendingCode::lifetime, now)) {
        return std::nullopt;
    }
    return PendingCode{*account_id, *issued_at, parts->at(2)};
}

std::optional<PendingAuthenticator> open_pending_authenticator(const Secrets& secrets,
                                                               std::string_view cookie,
                                                               base::Instant now) {
    const auto parts = opened_parts(secrets, authenticator_context, cookie, 5);
    if (!parts) return std::nullopt;
    const auto account_id = whole_number(parts->at(0));
    const auto issued_at = base::parse_instant(parts->at(1));
    const auto secret = decode_base32(parts->at(4));
    if (!account_id || !issued_at || !secret ||
        !is_fresh(*issued_at, PendingAuthenticator::lifetime, now)) {
        return std::nullopt;
    }
    return PendingAuthenticator{*account_id, *issued_at, parts->at(2), parts->at(3), *secret};
}

std::string sealed(const Secrets& secrets, const PendingPasskey& pending) {
    return secrets.seal_text(
        passkey_context,
        base::join({std::to_string(pending.account_id), base::iso_instant(pending.issued_at),
                    base::base64url_of(pending.challenge), base::base64url_of(pending.user_handle),
                    base::base64url_of(pending.name)},
                   "\n"));
}

std::optional<PendingPasskey> open_pending_passkey(const Secrets& secrets, std::string_view cookie,
                                                   base::Instant now) {
    const auto parts = opened_parts(secrets, passkey_context, cookie, 5);
    if (!parts) return std::nullopt;
    const auto account_id = whole_number(parts->at(0));
    const auto issued_at = base::parse_instant(parts->at(1));
    const auto challenge = base::decode_base64url(parts->at(2));
    const auto user_handle = base::decode_base64url(parts->at(3));
    const auto name = base::decode_base64url(parts->at(4));
    if (!account_id || !issued_at || !challenge || !user_handle || !name ||
        !is_fresh(*issued_at, PendingPasskey::lifetime, now)) {
        return std::nullopt;
    }
    return PendingPasskey{*account_id, *issued_at, *challenge, *user_handle, *name};
}

std::string sealed(const Secrets& secrets, const PendingIdentity& pending) {
    return secrets.seal_text(
        identity_context,
        base::join({pending.provider, base::iso_instant(pending.issued_at), pending.state,
                    pending.nonce, pending.verifier, pending.next_path, pending.invitation_hash},
                   "\n"));
}

std::optional<PendingIdentity> open_pending_identity(const Secrets& secrets,
                                                     std::string_view cookie, base::Instant now) {
    auto parts = opened_parts(secrets, identity_context, cookie, 7);
    if (!parts) return std::nullopt;
    const auto issued_at = base::parse_instant(parts->at(1));
    if (!issued_at || !is_fresh(*issued_at, PendingIdentity::lifetime, now)) return std::nullopt;
    return PendingIdentity{parts->at(0), *issued_at,   parts->at(2), parts->at(3),
                           parts->at(4), parts->at(5), parts->at(6)};
}

}  // namespace access
