// Where a capture file is written to.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace pr::source {

/// A buffered file. A new file appears under its name at commit() only, complete and on the disk; before, it stands
/// beside it as NAME.PID.part, and goes away when it is not committed. Pipes, devices and descriptors are written to
/// directly. A full disk is a Failure with Status::Storage; a reader that has closed its end, one with
/// Status::Cancelled.
class Output {
public:
    static Outcome<Output> create(const std::string& path);  ///< "-": the standard output
    /// A descriptor that stays open and with the caller.
    static Output to(int fd, std::string name);

    Output(Output&& other) noexcept;
    Output& operator=(Output&& other) = delete;
    ~Output();

    Outcome<void> write(Bytes bytes);
    Outcome<void> flush();
    Outcome<void> commit();

    const std::string& name() const { return m_name; }

private:
    Output(int fd, bool owned, std::string name, std::string partial);

    Outcome<void> writeAll(Bytes bytes);
    Unexpected<Failure> failure(int reason) const;

    int m_fd;
    bool m_owned;
    std::string m_name;
    std::string m_partial;  ///< the name until commit(); empty: there is nothing to rename
    std::vector<std::byte> m_buffer;
};

}  // namespace pr::source
