using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Files;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;

namespace Platform.Server.Cases.Portal;

/// <summary>
/// The answers and materials the one notice marked, and nothing else, each with its reason. Files uploaded with a try that was refused stay on the
/// page, so that a second try needs no second upload. Somebody of the office uses it for the person at their window.
/// </summary>
public sealed partial class SupplementPage
{
    /// <summary>Before the key of a requirement: files uploaded with an earlier try.</summary>
    private const string Kept = "mk.";

    private const int MostKept = 500;

    /// <summary>At the window: who stands there, <c>applicant</c> or <c>agent</c>.</summary>
    private const string By = "broughtBy";

    private const string AgentName = "broughtBy.name";

    private readonly List<ErrorLine> _errors = [];
    private readonly Dictionary<string, string> _wrong = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Guid>> _fresh = new(StringComparer.Ordinal);
    private readonly HashSet<string> _onPaper = new(StringComparer.Ordinal);
    private string? _broughtBy;
    private string _agentName = "";
    private FormSurroundings _surroundings = FormSurroundings.None;
    private Answers _answers = Answers.Empty;
    private IReadOnlyList<FormPageState> _pages = [];
    private IReadOnlyList<MaterialRequirement> _materials = [];
    private Dictionary<string, string> _marked = [];

    private string Title => T[Case?.Supplement is { Promise: true } ? "promise.title" : "supplement.title"];

    /// <summary>The applicant, by account or code, or somebody of the office for them.</summary>
    private bool MayHandIn => Case is { FileOwner: not null } and ({ Owner: true } or { Window: not null });

    private string Back => Case?.Window is null ? Root + Query : WorkbenchCase;

    private string WorkbenchCase => $"/workbench/cases/{Uri.EscapeDataString(Number)}";

    private IReadOnlyList<(string, string)> Trail => Case?.Window is null
        ? [(Shell["nav.home"].Value, "/"), (T["case.crumb"].Value, Root + Query)]
        : [(T["supplement.workbench"].Value, "/workbench"), (Case.Number, WorkbenchCase)];

    private string Owner => Case!.FileOwner!;

    [Inject]
    private IFiles Files { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        if (Case is not { Supplement: { } asked } || !MayHandIn)
        {
            if (Case is not null && HttpMethods.IsPost(Http.Request.Method))
            {
                // Sent twice: the first one is on record.
                Navigation.NavigateTo(Back);
            }

            return;
        }

        _answers = Item.Form.Settle(Answers, Wizard.Today);
        _marked = asked.Fields.DistinctBy(f => f.Path).ToDictionary(f => f.Path, f => f.Reason, StringComparer.Ordinal);
        var keys = asked.Materials.Select(m => m.Path).ToHashSet(StringComparer.Ordinal);
        _materials = [.. Item.Item.Materials.Where(m => keys.Contains(m.Key))];
        _agentName = Case.Window?.Agent ?? "";
        if (Http.Request.HasFormContentType)
        {
            await ReadAsync(Http.Request.Form);
        }

        await LookAsync();
    }

    private async Task ReadAsync(IFormCollection form)
    {
        _answers = Item.Form.Settle(PostedAnswers.Read(Item.Form, null, _answers, form), Wizard.Today);
        (_broughtBy, _agentName) = (form[By].LastOrDefault(), form[AgentName].LastOrDefault()?.Trim() ?? _agentName);
        var kept = _materials.ToDictionary(m => m.Key, m => form[Kept + m.Key].Select(v => Guid.TryParse(v, out var id) ? id : (Guid?)null).OfType<Guid>().ToList(), StringComparer.Ordinal);

        // A file that was not put up for this case is not shown either: its name would tell something.
        var own = (await Files.FindAllAsync([.. kept.Values.SelectMany(k => k).Distinct().Take(MostKept)], Ct)).Where(f => f.Owner == Owner).Select(f => f.Id).ToHashSet();
        foreach (var requirement in _materials)
        {
            _fresh[requirement.Key] = [.. kept[requirement.Key].Where(own.Contains)];
            if (Case!.Window is not null && form[MaterialUpload.Paper + requirement.Key].Count > 0)
            {
                _onPaper.Add(requirement.Key);
            }
        }
    }

    private async Task LookAsync()
    {
        var fresh = _fresh.Select(f => new MaterialView(f.Key, f.Value));
        _surroundings = await Wizard.SurroundingsAsync(Item.Form, _answers, [.. Case!.Materials, .. fresh], Case.Window is null ? $"{Root}/files/" : "/api/v1/files/", Ct, Query);
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
        if (action == FormNames.Refresh)
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
        foreach (var requirement in _materials)
        {
            var refused = new List<string>();
            var stored = await Wizard.UploadAsync(Owner, requirement, form.Files.GetFiles(MaterialUpload.Chosen + requirement.Key), refused, Ct);
            _fresh[requirement.Key].AddRange(stored.Select(f => f.Id));
            refused.ForEach(r => Say(requirement.Key, r, $"#m-{requirement.Key}"));
        }

        foreach (var chosen in form.Files.Where(f => f.Name.StartsWith(FormNames.Upload, StringComparison.Ordinal)).GroupBy(f => f.Name[FormNames.Upload.Length..]))
        {
            if (_pages.SelectMany(p => p.Elements).SelectMany(e => e.SelfAndBelow()).FirstOrDefault(e => e.Path == chosen.Key)?.Element is FormField { Type: FieldType.File } field)
            {
                var list = (_answers.Get(chosen.Key) as JsonArray)?.DeepClone().AsArray() ?? [];
                var refused = new List<string>();
                foreach (var file in await Wizard.UploadAsync(Owner, field, chosen, refused, Ct))
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
        if (Case!.Window is not null && _broughtBy is not ("applicant" or "agent"))
        {
            Say(By, T["supplement.broughtBy.required"], "#brought-by");
        }

        if (_broughtBy == "agent" && _agentName.Length == 0)
        {
            Say(AgentName, T["supplement.agentName.required"], "#agent-name");
        }

        if (_marked.Count > 0)
        {
            foreach (var problem in Item.Form.Validate(_answers, FormContext.OfPaths(Wizard.Today, [.. _marked.Keys])))
            {
                Say(problem.Field ?? "", Wizard.Text(problem), problem.Field is { } path ? "#" + FormNames.Id(path) : null);
            }
        }

        foreach (var requirement in _materials.Where(m => _fresh[m.Key].Count == 0 && !_onPaper.Contains(m.Key)))
        {
            Say(requirement.Key, T["materials.missing", requirement.Name], $"#m-{requirement.Key}");
        }
    }

    private async Task<bool> SendAsync()
    {
        var given = _fresh.Select(f => new MaterialView(f.Key, f.Value, OnPaper: f.Value.Count == 0 && _onPaper.Contains(f.Key)));
        var change = new SupplementChange(
            JsonSerializer.SerializeToElement(_answers, ModelJson.Options),
            [.. given],
            Wizard.ChannelOf(Http.Request),
            Case!.Window is null ? null : _broughtBy == "agent",
            _broughtBy == "agent" ? _agentName : "");
        var result = await Portal.SupplementAsync(Current.Actor, Number, Code, change, Ct);
        if (result.Succeeded)
        {
            Navigation.NavigateTo(Case.Window is null ? $"{Root}{Query}{(Query.Length == 0 ? "?" : "&")}done=supplemented#changes" : WorkbenchCase);
            return true;
        }

        foreach (var problem in result.Problems)
        {
            var path = problem.Field?.Replace("answers.", "", StringComparison.Ordinal).Replace("materials.", "", StringComparison.Ordinal) ?? "";
            Say(path, Wizard.Text(problem), path.Length == 0 ? null : path == By ? "#brought-by" : path == AgentName ? "#agent-name" : _fresh.ContainsKey(path) ? $"#m-{path}" : "#" + FormNames.Id(path));
        }

        return false;
    }

    private void Say(string path, string text, string? href)
    {
        _errors.Add(new ErrorLine(text, href));
        _wrong.TryAdd(path, text);
    }
}
