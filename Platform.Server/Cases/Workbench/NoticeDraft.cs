using Platform.Model.Cases;

namespace Platform.Server.Cases.Workbench;

/// <summary>
/// The one-time notice 一次性告知 while it is put together: ticked fields and materials, each with its reason. A reason outlives its tick, so that a slip
/// of the mouse costs nothing.
/// </summary>
internal sealed class NoticeDraft
{
    public Dictionary<string, NoticeMark> Fields { get; set; } = new(StringComparer.Ordinal);

    public Dictionary<string, NoticeMark> Materials { get; set; } = new(StringComparer.Ordinal);

    public DateOnly? Deadline { get; set; }

    public string Note { get; set; } = "";

    public int Ticked => Fields.Values.Count(m => m.Ticked) + Materials.Values.Count(m => m.Ticked);

    /// <summary>Whether nobody has touched it yet.</summary>
    public bool IsUntouched => Fields.Count == 0 && Materials.Count == 0 && Deadline is null && Note.Length == 0;

    /// <summary>Begins with what the check of the materials has found: rejected ones with their reasons, mandatory ones that are missing.</summary>
    public void Suggest(IEnumerable<CaseMaterial> materials, string missing)
    {
        foreach (var material in materials)
        {
            var reason = material.Status switch
            {
                MaterialStatus.Rejected => material.Reason ?? "",
                MaterialStatus.Missing when material.Mandatory => missing,
                _ => null,
            };
            if (reason is not null)
            {
                Materials.TryAdd(material.Key, new NoticeMark { Ticked = true, Reason = reason });
            }
        }
    }

    public static NoticeMark MarkOf(Dictionary<string, NoticeMark> marks, string key)
    {
        if (!marks.TryGetValue(key, out var mark))
        {
            marks[key] = mark = new();
        }

        return mark;
    }

    /// <summary>The notice with what is ticked, in the order in which the applicant sees it.</summary>
    /// <param name="paths">All fields that can be marked, in reading order.</param>
    /// <param name="materials">All materials, in the item's order.</param>
    public SupplementNotice ToNotice(IEnumerable<string> paths, IEnumerable<string> materials) => new(
        Take(Fields, paths), Take(Materials, materials), Deadline, Note.Trim() is { Length: > 0 } note ? note : null);

    private static List<SupplementItem> Take(Dictionary<string, NoticeMark> marks, IEnumerable<string> order) =>
        [.. order.Where(k => marks.TryGetValue(k, out var m) && m.Ticked).Select(k => new SupplementItem(k, marks[k].Reason.Trim()))];
}

/// <summary>One field or material of the notice.</summary>
internal sealed class NoticeMark
{
    public bool Ticked { get; set; }

    public string Reason { get; set; } = "";
}
