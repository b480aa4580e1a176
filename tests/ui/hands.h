// For tests of the window in this process: keys as a person presses them, and what can be seen and read out.
#pragma once

#include <QAccessible>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTest>

#include <algorithm>

namespace pr::ui_test {

class Hands {
protected:
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_window, key, modifiers); }
    void type(const QString& text)
    {
        for (const auto c : text)
            QTest::keyClick(m_window, c.toLatin1());
    }
    static QString nameOf(QQuickItem* item)
    {
        auto* access = QAccessible::queryAccessibleInterface(item);
        return access ? access->text(QAccessible::Name).section(':', 0, 0) : QString{};
    }
    QString focusName()
    {
        for (auto* item = m_window->activeFocusItem(); item; item = item->parentItem())
            if (const auto name = nameOf(item); !name.isEmpty())
                return name;
        return {};
    }
    /// Goes on with Tab until something of this name has the focus; false where nothing within reach has.
    bool tabTo(const QString& name, int most = 60)
    {
        for (int i = 0; i < most && focusName() != name; ++i)
            key(Qt::Key_Tab);
        return focusName() == name;
    }
    QQuickItem* named(const QString& name, QQuickItem* root = nullptr)
    {
        root = root ? root : m_window->contentItem();
        if (!root->isVisible())
            return nullptr;
        if (nameOf(root) == name)
            return root;
        for (auto* child : root->childItems())
            if (auto* found = named(name, child))
                return found;
        return nullptr;
    }
    /// Whether a visible text says this.
    bool shows(const QString& words, QQuickItem* item = nullptr) const
    {
        if (!item)
            item = m_window->contentItem();
        if (!item->isVisible())
            return false;
        if (item->property("text").toString() == words)
            return true;
        const auto children = item->childItems();
        return std::any_of(children.begin(), children.end(), [&](QQuickItem* child) { return shows(words, child); });
    }
    void examine(QQuickItem* item, QStringList& faults) const
    {
        if (!item->isVisible() || item->opacity() == 0 || item->clip())  // what is clipped is scrolled
            return;
        const auto text = item->property("text").toString();
        if (!text.isEmpty() && item->property("paintedWidth").isValid()) {
            const auto box = item->mapRectToScene({0, 0, item->width(), item->height()});
            const bool elides =
                item->property("elide").toInt() != Qt::ElideNone || item->property("wrapMode").toInt() != 0;
            if (!elides && item->property("paintedWidth").toDouble() > item->width() + 1)
                faults.append("wider than its box: " + text);
            if (box.left() < -1 || box.right() > m_window->width() + 1 || box.top() < -1
                || box.bottom() > m_window->height() + 1)
                faults.append("outside the window: " + text);
        }
        for (auto* child : item->childItems())
            examine(child, faults);
    }

    QQuickWindow* m_window = nullptr;
};

}  // namespace pr::ui_test
