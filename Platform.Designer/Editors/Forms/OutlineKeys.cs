using System.Text.Json.Nodes;

namespace Platform.Designer.Editors.Forms;

/// <summary>What the parts of a form are called on the page: they stay the same when a part, or what it stands in, gets another key. Used by one circuit only.</summary>
public sealed class OutlineKeys
{
    private readonly Dictionary<string, EntryKeys> _lists = new(StringComparer.Ordinal);

    /// <summary>Keys of the parts in the order of the outline.</summary>
    public IReadOnlyList<string> Follow(JsonObject document, IReadOnlyList<OutlineNode> nodes)
    {
        var keys = new List<string>(nodes.Count);
        var holders = new Dictionary<string, string>(StringComparer.Ordinal) { [FormOutline.Pages.Path] = "" };
        var followed = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var holder = holders[node.Holder.Path];
            if (!followed.TryGetValue(holder, out var entries))
            {
                if (!_lists.TryGetValue(holder, out var list))
                {
                    _lists[holder] = list = new EntryKeys();
                }

                followed[holder] = entries = list.Follow(node.Holder.Find(document) as JsonArray ?? []);
            }

            var key = $"{holder}-{entries[node.Index]}";
            keys.Add(key);
            if (node.Inside is { } inside)
            {
                holders[inside.Path] = key;
            }
        }

        return keys;
    }
}
