#include "widgets/theme.h"

#include <QApplication>
#include <QStyle>
#include <QStyleFactory>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

std::size_t index(Severity s) { return static_cast<std::size_t>(s); }

double channel(double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); }

double luminance(const QColor& c)
{
    return 0.2126 * channel(c.redF()) + 0.7152 * channel(c.greenF()) + 0.0722 * channel(c.blueF());
}

QColor hex(const char* name) { return QColor(QLatin1String(name)); }

QFont make(const QStringList& families, int px, int weight)
{
    QFont font;
    font.setFamilies(families);
    font.setPixelSize(px);
    font.setWeight(static_cast<QFont::Weight>(weight));
    return font;
}

} // namespace

Theme& Theme::instance()
{
    static Theme s_theme;
    return s_theme;
}

Theme::Theme() { load(); }

void Theme::setMode(Mode mode)
{
    m_mode = mode;
    load();
    if (qobject_cast<QApplication*>(QCoreApplication::instance())) {
        if (QApplication::style()->name().compare(QLatin1String("fusion"), Qt::CaseInsensitive) != 0)
            QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        QApplication::setPalette(palette());
        QApplication::setFont(font(13));
        qApp->setStyleSheet(styleSheet());
    }
    Q_EMIT changed();
}

void Theme::load()
{
    const bool d = dark();
    const auto pick = [d](const char* inDark, const char* inLight) { return hex(d ? inDark : inLight); };
    background = pick("#11151B", "#F3F5F8");
    panel = pick("#1A1F27", "#FFFFFF");
    sunk = pick("#11151B", "#E8ECF1");
    raised = pick("#242B35", "#E8ECF1");
    border = pick("#333C49", "#D3DAE3");
    strongBorder = pick("#6B7787", "#7A8798");
    text = pick("#E6EBF2", "#18202B");
    text2 = pick("#B0BAC8", "#475365");
    text3 = pick("#8D99A9", "#5E6B7D");
    accent = pick("#58A6FF", "#1B66C9");
    onAccent = pick("#11151B", "#FFFFFF");
    focus = pick("#8AB4F8", "#0B57D0");
    okQuiet = pick("#3F7566", "#8FBDB3");
    change = pick("#CB96FB", "#781C92");
    changeInk = pick("#D7B0FC", "#6B1983");
    onChange = pick("#11151B", "#FFFFFF");
    silenced = pick("#7C8797", "#6F7C8E");
    silencedInk = pick("#A9AFB8", "#565E69");
    axisText = text3;
    grid = mix(border, panel, d ? 0.62 : 0.7);
    selection = mix(accent, panel, d ? 0.16 : 0.11);

    const auto set = [&](Severity s, const char* df, const char* lf, const char* di, const char* li, const char* dt, const char* lt) {
        m_fill[index(s)] = pick(df, lf);
        m_ink[index(s)] = pick(di, li);
        m_onFill[index(s)] = pick(dt, lt);
    };
    set(Severity::none, "#7C8797", "#6F7C8E", "#A9AFB8", "#565E69", "#11151B", "#11151B");
    set(Severity::ok, "#74C0A4", "#196E60", "#7FCDB0", "#155D51", "#11151B", "#FFFFFF");
    set(Severity::info, "#2481EC", "#2688F8", "#7DB8FF", "#0F57B5", "#11151B", "#11151B");
    set(Severity::warning, "#F4C320", "#D8730D", "#F4C320", "#8A4500", "#11151B", "#11151B");
    set(Severity::critical, "#EB5034", "#C31432", "#FF8F7A", "#A50F28", "#11151B", "#FFFFFF");
    set(Severity::unknown, "#7F8287", "#858A92", "#A9AFB8", "#565E69", "#11151B", "#11151B");

    const char* const darkSeries[] = {"#397CF7", "#D57B12", "#2EBE87", "#9D6E95", "#74ECFB", "#FCE890", "#BBA4EC"};
    const char* const lightSeries[] = {"#438FE8", "#693111", "#107248", "#C35394", "#10455D", "#8E8C52", "#7E40C6"};
    for (std::size_t i = 0; i < m_series.size(); ++i)
        m_series[i] = pick(darkSeries[i], lightSeries[i]);
}

QColor Theme::fill(Severity s) const { return m_fill[index(s)]; }
QColor Theme::ink(Severity s) const { return m_ink[index(s)]; }
QColor Theme::onFill(Severity s) const { return m_onFill[index(s)]; }
QColor Theme::tint(Severity s) const { return mix(fill(s), panel, 0.34); }

QColor Theme::series(int i) const
{
    return i >= 0 && i < static_cast<int>(m_series.size()) ? m_series[static_cast<std::size_t>(i)] : fill(Severity::unknown);
}

QColor Theme::band(int i) const
{
    QColor c = series(i);
    c.setAlphaF(dark() ? 0.24F : 0.18F);
    return c;
}

QColor Theme::mix(const QColor& over, const QColor& under, double share)
{
    const auto f = static_cast<float>(std::clamp(share, 0.0, 1.0));
    const auto blend = [f](float a, float b) { return a * f + b * (1 - f); };
    return QColor::fromRgbF(blend(over.redF(), under.redF()), blend(over.greenF(), under.greenF()), blend(over.blueF(), under.blueF()));
}

double Theme::contrast(const QColor& a, const QColor& b)
{
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

QFont Theme::font(int px, int weight)
{
    static const QStringList s_families{QStringLiteral("Noto Sans CJK KR"), QStringLiteral("Noto Sans KR"),
        QStringLiteral("Malgun Gothic"), QStringLiteral("Apple SD Gothic Neo"), QStringLiteral("NanumGothic"),
        QStringLiteral("Noto Sans"), QStringLiteral("Segoe UI"), QStringLiteral("sans-serif")};
    return make(s_families, px, weight);
}

QFont Theme::mono(int px, int weight)
{
    static const QStringList s_families{QStringLiteral("JetBrains Mono"), QStringLiteral("Noto Sans Mono CJK KR"),
        QStringLiteral("D2Coding"), QStringLiteral("Consolas"), QStringLiteral("Menlo"), QStringLiteral("monospace")};
    QFont font = make(s_families, px, weight);
    font.setStyleHint(QFont::Monospace);
    return font;
}

QPalette Theme::palette() const
{
    QPalette p;
    p.setColor(QPalette::Window, background);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, panel);
    p.setColor(QPalette::AlternateBase, panel);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::PlaceholderText, text3);
    p.setColor(QPalette::Button, raised);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::Highlight, accent);
    p.setColor(QPalette::HighlightedText, onAccent);
    p.setColor(QPalette::Link, accent);
    p.setColor(QPalette::ToolTipBase, raised);
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::Light, border);
    p.setColor(QPalette::Mid, border);
    p.setColor(QPalette::Dark, border);
    p.setColor(QPalette::Shadow, background);
    for (const auto role : {QPalette::Text, QPalette::ButtonText, QPalette::WindowText})
        p.setColor(QPalette::Disabled, role, text3);
    return p;
}

QString Theme::styleSheet() const
{
    static const QString s_sheet = QStringLiteral(
        "QLineEdit{background:%sunk;border:1px solid %border;border-radius:4px;padding:3px 8px;color:%text;"
        "selection-background-color:%accent;selection-color:%onAccent}"
        "QLineEdit:focus{border-color:%focus}"
        "QPushButton{background:%panel;border:1px solid %strong;border-radius:4px;padding:1px 10px;min-height:22px;color:%text}"
        "QPushButton:hover{background:%raised}QPushButton:focus{border-color:%focus}"
        "QPushButton:pressed{background:%selection}QPushButton:disabled{color:%text3;border-color:%border}"
        "QPushButton[primary=\"true\"]{background:%accent;color:%onAccent;border-color:%accent}"
        "QPushButton[primary=\"true\"]:focus{border-color:%text}"
        "QScrollBar:vertical{background:transparent;width:10px;margin:0}"
        "QScrollBar:horizontal{background:transparent;height:10px;margin:0}"
        "QScrollBar::handle{background:%border;border-radius:3px;margin:2px}"
        "QScrollBar::handle:vertical{min-height:24px}QScrollBar::handle:horizontal{min-width:24px}"
        "QScrollBar::handle:hover{background:%strong}"
        "QScrollBar::add-line,QScrollBar::sub-line{width:0;height:0}"
        "QScrollBar::add-page,QScrollBar::sub-page{background:transparent}"
        "QMenu{background:%raised;border:1px solid %strong;padding:4px}QMenu::item{padding:4px 20px 4px 12px;border-radius:4px}"
        "QMenu::item:selected{background:%selection}"
        "QAbstractItemView{background:%panel;border:none;outline:0;selection-background-color:%selection;selection-color:%text}"
        "QHeaderView{background:%panel}"
        "QHeaderView::section{background:%panel;color:%text3;border:none;border-bottom:1px solid %border;padding:0 8px}");
    // Longest names first: "%text3" must not be read as "%text" and a digit.
    const std::pair<const char*, QColor> words[] = {{"%selection", selection}, {"%onAccent", onAccent}, {"%accent", accent},
        {"%strong", strongBorder}, {"%border", border}, {"%raised", raised}, {"%panel", panel}, {"%text3", text3},
        {"%text", text}, {"%focus", focus}, {"%sunk", sunk}};
    QString sheet = s_sheet;
    for (const auto& [word, color] : words)
        sheet.replace(QLatin1String(word), color.name());
    return sheet;
}

} // namespace vedette
