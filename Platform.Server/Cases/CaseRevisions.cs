using System.Text.Json;
using Platform.Model;
using Platform.Model.Forms;
using Platform.Server.Cases.Portal;

namespace Platform.Server.Cases;

/// <summary>Earlier contents of a case: what the last supplement changed.</summary>
internal sealed class CaseRevisions(RevisionStore revisions)
{
    /// <summary>Differences between the content as filed and as it is now; empty when nothing was supplemented.</summary>
    public async Task<IReadOnlyList<ValueChange>> ChangesAsync(CaseFile file, CancellationToken ct)
    {
        if (file.AnswersRevision <= 1)
        {
            return [];
        }

        var before = await revisions.AsFiledAsync(file, ct);
        return
        [
            .. AnswerChange.Between(before.Answers, file.Content.Answers).Select(c => new ValueChange("answers." + c.Path, Element(c.Before), Element(c.After))),
            .. file.Content.Materials
                .Select(m => (Old: before.Materials.Find(b => b.Key == m.Key), New: m))
                .Where(p => p.Old is null || !p.Old.Files.SequenceEqual(p.New.Files))
                .Select(p => new ValueChange("materials." + p.New.Key, Element(p.Old?.Files), Element(p.New.Files))),
        ];
    }

    private static JsonElement? Element(object? value) => value is null ? null : JsonSerializer.SerializeToElement(value, value.GetType(), ModelJson.Options);
}
