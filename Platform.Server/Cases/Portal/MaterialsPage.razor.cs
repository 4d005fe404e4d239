using Platform.Designer.Ui.Forms;

namespace Platform.Server.Cases.Portal;

/// <summary>The materials the answers ask for, each with its files.</summary>
public sealed partial class MaterialsPage
{
    private protected override string Step => "materials";

    private protected override void Read(IFormCollection form)
    {
        foreach (var requirement in Draft!.Requirements.Where(_ => Wizard.AtWindow))
        {
            Draft = Draft.With(Draft.MaterialOf(requirement.Key) with { OnPaper = form[MaterialUpload.Paper + requirement.Key].Contains("true") });
        }

        foreach (var requirement in Draft!.Requirements.Where(r => r.Deferrable))
        {
            Draft = Draft.With(Draft.MaterialOf(requirement.Key) with { Deferred = form[MaterialUpload.Later + requirement.Key].Contains("true") });
        }
    }

    private protected override async Task<bool> UploadAsync(IFormCollection form)
    {
        var any = false;
        foreach (var requirement in Draft!.Requirements)
        {
            var refused = new List<string>();
            var stored = await Wizard.UploadAsync(Wizard.Owner, requirement, form.Files.GetFiles(MaterialUpload.Chosen + requirement.Key), refused, Ct);
            if (stored.Count > 0)
            {
                var material = Draft.MaterialOf(requirement.Key);
                Draft = Draft.With(material with { Files = [.. material.Files, .. stored.Select(f => f.Id)], Deferred = false });
                any = true;
            }

            if (refused.Count > 0)
            {
                Say(requirement.Key, string.Join(' ', refused));
            }
        }

        if (any && await KeepAsync())
        {
            await LookAsync();
        }

        return Errors.Count == 0 && !Stale;
    }

    private protected override async Task<string?> ActAsync(string action)
    {
        var parts = action.Split(':', 3);
        if (parts is not ["unfile", var key, var id] || !Guid.TryParse(id, out var file))
        {
            return null;
        }

        var material = Draft!.MaterialOf(key);
        Draft = Draft.With(material with { Files = [.. material.Files.Where(f => f != file)] });
        return await KeepAsync() ? $"{Http.Request.Path}#m-{key}" : null;
    }

    private protected override void Check(IFormCollection form)
    {
        foreach (var requirement in Draft!.Missing)
        {
            Say(requirement.Key, T[requirement.Deferrable ? "materials.missing.deferrable" : "materials.missing", requirement.Name]);
        }
    }

    private async Task LookAsync() =>
        Draft = Draft! with { Surroundings = await Wizard.SurroundingsAsync(Draft.Item.Form, Draft.Answers, Draft.Draft.Materials, $"/drafts/{Id}/files/", Ct) };

    private void Say(string key, string text)
    {
        Errors.Add(new ErrorLine(text, $"#m-{key}"));
        Wrong.TryAdd(key, text);
    }

    private IReadOnlyList<FileLine> Lines(MaterialView material) =>
        [.. material.Files.Select(f => Draft!.Surroundings.Files.GetValueOrDefault(f)).OfType<FileLine>()];
}
