#include "models/feeds/file_tail.h"

#include "models/base/text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace vedette {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kPiece = 512LL << 10U;
constexpr std::int64_t kLongestLine = 4LL << 20U;
constexpr std::int64_t kCounted = 64LL << 20U; ///< lines are counted in files of up to this size
constexpr std::int64_t kNear = 64LL << 10U;
constexpr std::size_t kMostFiles = 32;
constexpr Millis kOutOfOrder{5000};

bool isCompressed(const std::string& name)
{
    const auto ends = [&](std::string_view tail) { return name.size() > tail.size() && name.compare(name.size() - tail.size(), tail.size(), tail) == 0; };
    return ends(".gz") || ends(".xz") || ends(".bz2") || ends(".zst");
}

} // namespace

/// An open file and how far it was read.
class FileTail::File {
public:
    File(int handle, std::string name) : m_handle(handle), path(std::move(name)) {}
    ~File() { close(m_handle); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    static std::shared_ptr<File> open(const std::string& path, std::string& why)
    {
        const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (handle < 0) {
            why = std::strerror(errno);
            return nullptr;
        }
        auto file = std::make_shared<File>(handle, path);
        struct stat known {};
        if (fstat(handle, &known) != 0 || !S_ISREG(known.st_mode)) {
            why = "it is no file";
            return nullptr;
        }
        file->device = known.st_dev;
        file->inode = known.st_ino;
        return file;
    }
    [[nodiscard]] bool isSame(const struct stat& other) const { return other.st_dev == device && other.st_ino == inode; }
    [[nodiscard]] std::int64_t size() const
    {
        struct stat known {};
        return fstat(m_handle, &known) == 0 ? static_cast<std::int64_t>(known.st_size) : 0;
    }
    [[nodiscard]] std::string bytes(std::int64_t from, std::int64_t length) const
    {
        std::string out(static_cast<std::size_t>(std::max<std::int64_t>(length, 0)), '\0');
        std::size_t read = 0;
        while (read < out.size()) {
            const auto n = pread(m_handle, out.data() + read, out.size() - read, from + static_cast<std::int64_t>(read));
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0)
                break;
            read += static_cast<std::size_t>(n);
        }
        out.resize(read);
        return out;
    }
    /// Behind the last line break before `limit`; 0 where there is none within the longest line.
    [[nodiscard]] std::int64_t wholeBefore(std::int64_t limit) const
    {
        for (auto end = limit; end > std::max<std::int64_t>(0, limit - kLongestLine);) {
            const auto from = std::max<std::int64_t>(0, end - kNear);
            const auto window = bytes(from, end - from);
            if (const auto at = window.rfind('\n'); at != std::string::npos)
                return from + static_cast<std::int64_t>(at) + 1;
            end = from;
        }
        return limit > kLongestLine ? limit : 0;
    }
    /// -1: the file is too large for that.
    [[nodiscard]] std::int64_t linesBefore(std::int64_t end) const
    {
        if (end > kCounted)
            return -1;
        std::int64_t count = 0;
        for (std::int64_t at = 0; at < end; at += kPiece) {
            const auto window = bytes(at, std::min(kPiece, end - at));
            count += std::count(window.begin(), window.end(), '\n');
        }
        return count;
    }

private:
    int m_handle;

public:
    std::string path;
    dev_t device = 0;
    ino_t inode = 0;
    std::int64_t offset = 0; ///< of what is new
    std::int64_t lines = 0;  ///< before it; -1: not counted
    bool inLongLine = false;
};

FileTail::FileTail(TailPlan plan) : m_plan(std::move(plan)) {}
FileTail::~FileTail() = default;

Result<bool> FileTail::read(const std::string& path, Time now, std::int64_t atMost, const std::function<void(TailPiece)>& take)
{
    TailPiece news;
    news.live = true;
    news.path = path;
    const bool written = m_file && m_file->offset > 0;
    const auto* before = m_file.get();
    const auto followed = follow(path, now, news);
    bool more = m_left && readNew(*m_left, atMost, written && before == m_file.get(), take);
    if (m_left && !more && written && before == m_file.get())
        m_left.reset(); // who wrote it writes the new file now
    if (!more && m_file)
        more = readNew(*m_file, atMost, false, take);
    readPast(atMost, take);
    if (!followed.ok())
        return followed.error();
    if (news.torn || !m_liveTo)
        m_liveTo = now;
    if (!more) {
        news.covered = {*m_liveTo, std::max(now, *m_liveTo)};
        m_liveTo = news.covered.to;
    }
    take(std::move(news));
    return more || !m_past.empty();
}

/// Opens what lies at the path now, where that is another file than before.
Status FileTail::follow(const std::string& path, Time now, TailPiece& news)
{
    struct stat lies {};
    if (stat(path.c_str(), &lies) != 0)
        return makeError(ErrorKind::notFound, path + " cannot be read: " + std::strerror(errno));
    if (m_file && m_file->isSame(lies)) {
        if (m_file->size() < m_file->offset) { // truncated: what was written since the last look may be lost
            m_file->offset = 0;
            m_file->lines = 0;
            m_file->inLongLine = false;
            m_past.clear();
            news.torn = true;
        }
        return Done{};
    }
    std::string why;
    auto file = File::open(path, why);
    if (!file)
        return makeError(ErrorKind::notFound, path + " cannot be read: " + why);
    m_left = std::move(m_file);
    m_file = std::move(file);
    if (m_left) { // there may have been others in between
        plan({{m_liveTo.value_or(now), now}}, path, m_left, news);
        return Done{};
    }
    m_file->offset = m_file->wholeBefore(m_file->size());
    m_file->lines = m_file->linesBefore(m_file->offset);
    if (!m_plan.past.empty())
        m_plan.past.front().to = std::max(m_plan.past.front().to, now);
    plan(m_plan.past, path, nullptr, news);
    return Done{};
}

/// What of the spans lies in which file. A span's older files come behind its newer ones.
void FileTail::plan(const std::vector<TimeRange>& spans, const std::string& path, const std::shared_ptr<File>& without, TailPiece& news)
{
    struct Lies {
        fs::file_time_type written;
        std::string path;
    };
    std::vector<Lies> rotated;
    const fs::path own(path);
    const auto name = own.filename().string();
    std::error_code code;
    std::size_t looked = 0;
    for (fs::directory_iterator it(own.parent_path().empty() ? fs::path(".") : own.parent_path(), code), end; !code && it != end && ++looked < 10'000; it.increment(code)) {
        const auto other = it->path().filename().string();
        std::error_code ignored;
        if (other.size() <= name.size() || other.rfind(name, 0) != 0 || std::string_view(".-_").find(other[name.size()]) == std::string_view::npos
            || !it->is_regular_file(ignored))
            continue;
        rotated.push_back({it->last_write_time(ignored), it->path().string()});
    }
    std::sort(rotated.begin(), rotated.end(), [](const Lies& a, const Lies& b) { return a.written > b.written; });
    std::vector<std::shared_ptr<File>> files;
    if (!without)
        files.push_back(m_file);
    for (const auto& lies : rotated) {
        if (files.size() >= kMostFiles)
            break;
        std::string why;
        if (isCompressed(lies.path)) { // older ones are compressed too
            if (!without)
                news.unread.push_back(fs::path(lies.path).filename().string() + " is compressed and was not read");
            break;
        }
        auto file = File::open(lies.path, why);
        if (!file) {
            news.unread.push_back(lies.path + " cannot be read: " + why);
            break;
        }
        if (without && without->device == file->device && without->inode == file->inode)
            break; // it is read to its end, and with it all that is older
        files.push_back(std::move(file));
    }
    for (const auto& span : spans) {
        Span part;
        part.left = span;
        for (const auto& file : files) {
            const auto whole = file == m_file ? m_file->offset : file->size();
            if (whole == 0)
                continue;
            Stretch stretch;
            stretch.file = file;
            stretch.end = firstAtOrAfter(*file, whole, span.to, true);
            stretch.begin = std::min(stretch.end, firstAtOrAfter(*file, whole, span.from - kOutOfOrder, false));
            stretch.linesBefore = file->linesBefore(stretch.end);
            part.stretches.push_back(std::move(stretch));
            if (part.stretches.back().begin > 0) { // older files hold nothing of the span
                part.stretches.back().last = true;
                break;
            }
        }
        if (!part.stretches.empty())
            m_past.push_back(std::move(part));
    }
}

/// Offset of the first line of that time or later. Where no times are seen for long it errs to the start, or to the end where `late`.
std::int64_t FileTail::firstAtOrAfter(const File& file, std::int64_t end, Time at, bool late) const
{
    /// The first line behind `from` that has a time, within a window.
    const auto lineBehind = [&](std::int64_t from) -> std::optional<std::pair<std::int64_t, Time>> {
        for (const auto length : {kNear, kLongestLine}) {
            const auto window = file.bytes(from, std::min(length, end - from));
            for (auto start = window.find('\n'); start < window.size();) {
                const auto stop = window.find('\n', ++start);
                if (stop == std::string::npos)
                    break;
                if (const auto time = m_plan.timeOf(std::string_view(window).substr(start, stop - start)))
                    return std::pair{from + static_cast<std::int64_t>(start), *time};
                start = stop;
            }
        }
        return std::nullopt;
    };
    std::int64_t low = 0;
    std::int64_t high = end;
    while (high - low > kNear) {
        const auto middle = low + (high - low) / 2;
        const auto line = lineBehind(middle);
        if (line && line->first < high && line->second < at)
            low = line->first;
        else if (!line && late)
            low = middle;
        else
            high = middle;
    }
    const auto window = file.bytes(low, std::min(end - low, kLongestLine + kNear));
    std::size_t start = 0;
    std::size_t behind = 0; // the last line that is known to be older
    while (start < window.size()) {
        const auto stop = std::min(window.find('\n', start), window.size() - 1);
        const auto time = m_plan.timeOf(std::string_view(window).substr(start, stop - start));
        if (time && *time >= at)
            return low + static_cast<std::int64_t>(start);
        start = stop + 1;
        behind = time ? start : behind;
    }
    return late ? end : low + static_cast<std::int64_t>(behind);
}

/// True: there is more. `toItsEnd`: half a line at the end is a line, nobody goes on with it.
bool FileTail::readNew(File& file, std::int64_t atMost, bool toItsEnd, const std::function<void(TailPiece)>& take)
{
    const auto size = file.size();
    for (std::int64_t done = 0; file.offset < size; done += kPiece) {
        if (done >= atMost)
            return true;
        TailPiece piece;
        piece.live = true;
        piece.path = file.path;
        auto bytes = file.bytes(file.offset, std::min(kPiece, size - file.offset));
        if (bytes.find('\n') == std::string::npos)
            bytes = file.bytes(file.offset, std::min(kLongestLine, size - file.offset));
        if (bytes.empty())
            return false;
        std::size_t start = 0;
        if (file.inLongLine) {
            const auto stop = bytes.find('\n');
            start = stop == std::string::npos ? bytes.size() : stop + 1;
            file.inLongLine = stop == std::string::npos;
            file.lines += file.lines < 0 || file.inLongLine ? 0 : 1;
        }
        auto stop = bytes.rfind('\n');
        if (stop != std::string::npos && stop >= start) {
            ++stop;
        } else if (static_cast<std::int64_t>(bytes.size() - start) >= kLongestLine) {
            file.inLongLine = true;
            piece.tooLong = 1;
            start = stop = bytes.size();
        } else if (toItsEnd || start == bytes.size()) {
            stop = bytes.size();
        } else {
            file.offset += static_cast<std::int64_t>(start);
            return false; // the rest of the line comes later
        }
        piece.offset = file.offset + static_cast<std::int64_t>(start);
        piece.line = file.lines < 0 ? 0 : file.lines + 1;
        piece.lines = bytes.substr(start, stop - start);
        if (file.lines >= 0)
            file.lines += std::count(piece.lines.begin(), piece.lines.end(), '\n');
        file.offset += static_cast<std::int64_t>(stop);
        if (!piece.lines.empty() || piece.tooLong > 0)
            take(std::move(piece));
    }
    return false;
}

void FileTail::readPast(std::int64_t atMost, const std::function<void(TailPiece)>& take)
{
    for (std::int64_t done = 0; done < atMost && !m_past.empty(); done += kPiece) {
        readPiece(m_past.front(), take);
        if (m_past.front().stretches.empty())
            m_past.pop_front();
    }
}

/// The newest piece of a span that is not read yet.
void FileTail::readPiece(Span& span, const std::function<void(TailPiece)>& take)
{
    auto& stretch = span.stretches.front();
    const auto& file = *stretch.file;
    TailPiece piece;
    piece.path = file.path;
    std::string bytes;
    std::int64_t from = 0;
    for (const auto length : {kPiece, kLongestLine}) {
        from = std::max(stretch.begin, stretch.end - length);
        bytes = file.bytes(from, stretch.end - from);
        if (from == stretch.begin || bytes.empty())
            break;
        const auto stop = bytes.find('\n'); // the line that begins before belongs to the next piece
        if (stop != std::string::npos && stop + 1 < bytes.size()) {
            bytes.erase(0, stop + 1);
            from += static_cast<std::int64_t>(stop) + 1;
            break;
        }
        if (length == kLongestLine) {
            piece.tooLong = 1;
            bytes.clear();
        }
    }
    if (stretch.linesBefore >= 0) {
        const bool whole = piece.tooLong == 0 && (bytes.empty() || bytes.back() == '\n');
        stretch.linesBefore = whole ? stretch.linesBefore - std::count(bytes.begin(), bytes.end(), '\n') : file.linesBefore(from);
        piece.line = stretch.linesBefore + 1;
    }
    piece.offset = from;
    std::optional<Time> first;
    for (std::size_t at = 0; at < bytes.size() && !first;) {
        const auto stop = std::min(bytes.find('\n', at), bytes.size());
        first = m_plan.timeOf(std::string_view(bytes).substr(at, stop - at));
        at = stop + 1;
    }
    stretch.end = from;
    const bool ended = stretch.end <= stretch.begin;
    const auto reached = ended && stretch.last ? span.left.from : std::clamp(first.value_or(span.left.to), span.left.from, span.left.to);
    piece.covered = {reached, span.left.to};
    span.left.to = reached;
    piece.lines = std::move(bytes);
    if (ended)
        span.stretches.pop_front();
    take(std::move(piece));
}

} // namespace vedette
