namespace Platform.Designer.Editors.Changes;

/// <summary>Gives what is shown below each other keys that differ, so that what was opened in one stays with it: equal ones are counted. Pure.</summary>
public static class SiblingKeys
{
    /// <param name="by">What makes an entry the one it is.</param>
    public static IEnumerable<(object Key, TEntry Entry)> Of<TEntry, TBy>(IEnumerable<TEntry> entries, Func<TEntry, TBy> by)
        where TBy : notnull
    {
        var seen = new Dictionary<TBy, int>();
        foreach (var entry in entries)
        {
            var key = by(entry);
            seen[key] = seen.GetValueOrDefault(key) + 1;
            yield return ((key, seen[key]), entry);
        }
    }
}
