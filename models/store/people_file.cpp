#include "models/store/people_file.h"

#include "models/base/text.h"
#include "models/store/byte_stream.h"
#include "models/store/record_packing.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace vedette {

namespace {

enum : std::uint8_t { kNote = 1, kChange = 2 };
constexpr std::size_t kHead = 12;

void frame(ByteWriter& out, std::uint8_t kind, const std::string& record)
{
    const auto body = std::string(1, static_cast<char>(kind)) + record;
    for (unsigned i = 0; i < 4; ++i)
        out.u8(static_cast<std::uint8_t>(body.size() >> (8 * i)));
    out.fixed64(fnv1a(body));
    out.raw(body);
}

} // namespace

bool PeopleFile::exists() const
{
    struct stat info {};
    return ::stat(m_path.c_str(), &info) == 0;
}

Result<PeopleFile::Facts> PeopleFile::read()
{
    Facts out;
    m_good = 0;
    if (!exists())
        return out;
    std::ifstream file(m_path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.good() && !file.eof())
        return makeError(ErrorKind::store, m_path + " cannot be read");
    std::size_t at = 0;
    while (at + kHead <= bytes.size()) {
        std::size_t length = 0;
        for (unsigned i = 0; i < 4; ++i)
            length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
        if (length == 0 || length > bytes.size() - at - kHead)
            break;
        const std::string_view body(bytes.data() + at + kHead, length);
        ByteReader check(std::string_view(bytes).substr(at + 4, 8));
        if (check.fixed64() != fnv1a(body))
            break;
        Note note;
        ChangeRecord change;
        if (body[0] == kNote && unpackRecord(body.substr(1), note))
            out.notes.push_back(std::move(note));
        else if (body[0] == kChange && unpackRecord(body.substr(1), change))
            out.changes.push_back(std::move(change));
        at += kHead + length;
    }
    m_good = static_cast<std::int64_t>(at);
    return out;
}

Status PeopleFile::append(const std::vector<Note>& notes, const std::vector<ChangeRecord>& changes)
{
    if (m_good < 0) {
        auto known = read();
        if (!known.ok())
            return known.error();
    }
    ByteWriter out;
    for (const auto& note : notes)
        frame(out, kNote, packRecord(note));
    for (const auto& change : changes)
        frame(out, kChange, packRecord(change));
    const int file = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return makeError(ErrorKind::store, m_path + " cannot be written: " + std::strerror(errno) + "; nothing was stored");
    const auto& bytes = out.bytes();
    std::size_t written = 0;
    bool good = ::ftruncate(file, m_good) == 0;
    while (good && written < bytes.size()) {
        const auto n = ::pwrite(file, bytes.data() + written, bytes.size() - written, m_good + static_cast<std::int64_t>(written));
        if (n < 0 && errno == EINTR)
            continue;
        good = n > 0;
        written += good ? static_cast<std::size_t>(n) : 0;
    }
    good = good && ::fdatasync(file) == 0;
    const int why = errno;
    if (!good && ::ftruncate(file, m_good) != 0) {
        // The half record fails its check sum and is left out when the file is read.
    }
    ::close(file);
    if (!good)
        return makeError(ErrorKind::store, m_path + " cannot be written: " + std::strerror(why) + "; nothing was stored");
    m_before = m_good;
    m_good += static_cast<std::int64_t>(bytes.size());
    return Done{};
}

void PeopleFile::takeBack()
{
    if (m_before < 0)
        return;
    if (::truncate(m_path.c_str(), m_before) == 0)
        m_good = m_before;
    m_before = -1;
}

} // namespace vedette
