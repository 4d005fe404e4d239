using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Files;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;

namespace Platform.Server.Cases.Portal;

/// <summary>
/// The answers and materials the one notice marked, and nothing else, each with its reason. Files uploaded with a try that was refused stay on the
/// page, so that a second try needs no second upload.
/// </summary>
public sealed partial class SupplementPage
{
    /// <summary>Before the key of a requirement: files uploaded with an earlier try.</summary>
    private const string Kept = "mk.";

    private readonly List<ErrorLine> _errors = [];
    private readonly Dictionary<string, string> _wrong = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Guid>> _fresh = new(StringComparer.Ordinal);
    private FormSurroundings _surroundings = FormSurroundings.None;
    private Answers _answers = Answers.Empty;
    private IReadOnlyList<FormPageState> _pages = [];
    private IReadOnlyList<MaterialRequirement> _materials = [];
    private Dictionary<string, string> _marked = [];

    private string Title => T[Case?.Supplement is { Promise: true } ? "promise.title" : "supplement.title"];

    /// <summary>A file belongs to an account.</summary>
    private bool CanUpload => FileOwner.Of(Current.Actor) is not null;

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        if (Case is not { Supplement: { } asked, Owner: true })
        {
            if (Case is not null && HttpMethods.IsPost(Http.Request.Method))
            {
                // Sent twice: the first one is on record.
                Navigation.NavigateTo(Root + Query);
            }

            return;
        }

        _answers = Item.Form.Settle(Answers, Wizard.Today);
        _marked = asked.Fields.DistinctBy(f => f.Path).ToDictionary(f => f.Path, f => f.Reason, StringComparer.Ordinal);
        var keys = asked.Materials.Select(m => m.Path).ToHashSet(StringComparer.Ordinal);
        _materials = [.. Item.Item.Materials.Where(m => keys.Contains(m.Key))];
        if (Http.Request.HasFormContentType)
        {
            Read(Http.Request.Form);
        }

        await LookAsync();
    }

    private void Read(IFormCollection form)
    {
        _answers = Item.Form.Settle(PostedAnswers.Read(Item.Form, null, _answers, form), Wizard.Today);
        foreach (var requirement in _materials)
        {
            _fresh[requirement.Key] = [.. form[Kept + requirement.Key].Select(v => Guid.TryParse(v, out var id) ? id : (Guid?)null).OfType<Guid>()];
        }
    }

    private async Task LookAsync()
    {
        var fresh = _fresh.Select(f => new MaterialView(f.Key, f.Value));
        _surroundings = await Wizard.SurroundingsAsync(Item.Form, _answers, [.. Case!.Materials, .. fresh], $"{Root}/files/", Ct, Query);
        _pages = _marked.Count == 0 ? [] :
        [
            .. Item.Form.VisiblePages(_answers)
                .Select(p => new FormPageState(Item.Form, p, _answers, _surroundings) { Marked = _marked, Errors = _wrong })
                .Where(s => s.Elements.Count > 0),
        ];
    }

    private IReadOnlyList<FileLine> Fresh(string key) =>
        [.. _fresh.GetValueOrDefault(key, []).Select(f => _surroundings.Files.GetValueOrDefault(f)).OfType<FileLine>().Select(f => f with { Href = null })];

    private async Task PostAsync()
    {
        var form = Http.Request.Form;
        var action = form[FormNames.Action].LastOrDefault() ?? "send";
        if (action == "refresh")
        {
            return;
        }

        await UploadAsync(form);
        Act(action);
        if (action == "send" && _errors.Count == 0)
        {
            Check();
        }

        if (action != "send" || _errors.Count > 0 || !await SendAsync())
        {
            await LookAsync();
        }
    }

    private async Task UploadAsync(IFormCollection form)
    {
        if (!CanUpload)
        {
            return;
        }

        foreach (var requirement in _materials)
        {
            var refused = new List<string>();
            var stored = await Wizard.UploadAsync(Item, requirement.Key, form.Files.GetFiles(MaterialUpload.Chosen + requirement.Key), refused, Ct);
            _fresh[requirement.Key].AddRange(stored.Select(f => f.Id));
            refused.ForEach(r => Say(requirement.Key, r, $"#m-{requirement.Key}"));
        }

        foreach (var chosen in form.Files.Where(f => f.Name.StartsWith(FormNames.Upload, StringComparison.Ordinal)).GroupBy(f => f.Name[FormNames.Upload.Length..]))
        {
            if (_pages.SelectMany(p => p.Elements).SelectMany(e => e.SelfAndBelow()).FirstOrDefault(e => e.Path == chosen.Key)?.Element is FormField { Type: FieldType.File } field)
            {
                var list = (_answers.Get(chosen.Key) as JsonArray)?.DeepClone().AsArray() ?? [];
                var refused = new List<string>();
                foreach (var file in await Wizard.UploadAsync(field, chosen, refused, Ct))
                {
                    list.Add(file.Id.ToString("D"));
                }

                refused.ForEach(r => Say(chosen.Key, r, "#" + FormNames.Id(chosen.Key)));
                _answers = _answers.With(chosen.Key, list);
            }
        }
    }

    private void Act(string action)
    {
        if (action.Split(':', 3) is ["unfile", var key, var id] && _fresh.TryGetValue(key, out var files) && Guid.TryParse(id, out var file))
        {
            files.Remove(file);
        }
        else if (PageAction.Apply(Item.Form, _answers, action) is { } done && _marked.Keys.Any(m => FormNames.IsAtOrIn(done.Focus, m)))
        {
            _answers = Item.Form.Settle(done.Answers, Wizard.Today);
        }
    }

    private void Check()
    {
        if (_marked.Count > 0)
        {
            foreach (var problem in Item.Form.Validate(_answers, FormContext.OfPaths(Wizard.Today, [.. _marked.Keys])))
            {
                Say(problem.Field ?? "", Wizard.Text(problem), problem.Field is { } path ? "#" + FormNames.Id(path) : null);
            }
        }

        foreach (var requirement in _materials.Where(m => _fresh[m.Key].Count == 0))
        {
            Say(requirement.Key, T["materials.missing", requirement.Name], $"#m-{requirement.Key}");
        }
    }

    private async Task<bool> SendAsync()
    {
        var change = new SupplementChange(JsonSerializer.SerializeToElement(_answers, ModelJson.Options), [.. _fresh.Select(f => new MaterialView(f.Key, f.Value))], Wizard.ChannelOf(Http.Request));
        var result = await Portal.SupplementAsync(Current.Actor, Number, Code, change, Ct);
        if (result.Succeeded)
        {
            Navigation.NavigateTo($"{Root}{Query}{(Query.Length == 0 ? "?" : "&")}done=supplemented#changes");
            return true;
        }

        foreach (var problem in result.Problems)
        {
            var path = problem.Field?.Replace("answers.", "", StringComparison.Ordinal).Replace("materials.", "", StringComparison.Ordinal) ?? "";
            Say(path, Wizard.Text(problem), path.Length == 0 ? null : _fresh.ContainsKey(path) ? $"#m-{path}" : "#" + FormNames.Id(path));
        }

        return false;
    }

    private void Say(string path, string text, string? href)
    {
        _errors.Add(new ErrorLine(text, href));
        _wrong.TryAdd(path, text);
    }
}
