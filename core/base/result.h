// What a function gives back when it can fail: a value or the reason. Named as std::expected (C++23).
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace pr {

/// Why bytes could not be read as what they claim to be.
enum class Fault : std::uint8_t {
    None,
    Cut,          ///< the snaplen or the end of the file ended it: the sender is not to blame
    Malformed,    ///< a length or a value lies
    Unsupported,  ///< well-formed as far as we can tell, but not a form we read
    Limit,        ///< a bound of core/base/limits.h was reached
};

/// Bad input: an ordinary value, counted and jumped to, never thrown. `what` is a literal, so hostile input allocates
/// nothing.
struct ParseError {
    Fault fault = Fault::None;
    std::size_t offset = 0;  ///< in bytes from the start of what was parsed
    const char* what = "";
};

/// The exit status that a failure leads to (DESIGN.md 6).
enum class Status : int { Done = 0, Problem = 1, Usage = 2, Input = 3, Storage = 4, Permission = 5, Cancelled = 130 };

/// Something that could not be done: what, on what, and what the user can do next. Each a whole sentence or empty.
struct Failure {
    Status status = Status::Problem;
    std::string what;  ///< "cannot open capture.pcap: no such file"
    std::string next;  ///< "Check the path." May be empty.

    std::string text() const { return next.empty() ? what : what + " " + next; }
};

template <class E> struct Unexpected {
    E error;
};
template <class E> Unexpected(E) -> Unexpected<E>;

/// A value or a reason. `Result<T>` for input, `Result<T, Failure>` for doing something.
template <class T, class E = ParseError> class [[nodiscard]] Result {
public:
    Result(T value) : m_state{std::in_place_index<0>, std::move(value)} { }
    Result(Unexpected<E> unexpected) : m_state{std::in_place_index<1>, std::move(unexpected.error)} { }

    bool has_value() const { return m_state.index() == 0; }
    explicit operator bool() const { return has_value(); }

    T& value() & { return *this->operator->(); }
    const T& value() const& { return *this->operator->(); }
    T&& value() && { return std::move(*this->operator->()); }
    T& operator*() & { return *this->operator->(); }
    const T& operator*() const& { return *this->operator->(); }
    T&& operator*() && { return std::move(*this->operator->()); }
    T* operator->()
    {
        assert(has_value() && "the value of a failed result");
        return std::get_if<0>(&m_state);
    }
    const T* operator->() const
    {
        assert(has_value() && "the value of a failed result");
        return std::get_if<0>(&m_state);
    }
    E& error()
    {
        assert(!has_value() && "the error of a good result");
        return *std::get_if<1>(&m_state);
    }
    const E& error() const
    {
        assert(!has_value() && "the error of a good result");
        return *std::get_if<1>(&m_state);
    }

private:
    std::variant<T, E> m_state;
};

/// Success without a value, or a reason.
template <class E> class [[nodiscard]] Result<void, E> {
public:
    Result() = default;
    Result(Unexpected<E> unexpected) : m_error{std::move(unexpected.error)}, m_failed{true} { }

    bool has_value() const { return !m_failed; }
    explicit operator bool() const { return has_value(); }
    E& error() { return m_error; }
    const E& error() const { return m_error; }

private:
    E m_error{};
    bool m_failed = false;
};

/// Doing something (open, write, bind): a value or a Failure.
template <class T> using Outcome = Result<T, Failure>;

/// `return fail(Status::Input, "cannot read " + name, "Check the path.");`
inline Unexpected<Failure> fail(Status status, std::string what, std::string next = {})
{
    return {Failure{status, std::move(what), std::move(next)}};
}

}  // namespace pr
