#pragma once

namespace vedette {

/// Makes every TimelineView tell assistive tools its lanes, named `lane:<service>`, with their state in words. Once a process.
void installTimelineAccess();

} // namespace vedette
