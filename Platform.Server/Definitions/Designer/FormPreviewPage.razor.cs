using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Definitions.Designer;

/// <summary>A draft of a form, or of a question by itself, as residents will meet it, page by page. What is typed is kept in the page itself and nowhere else.</summary>
public sealed partial class FormPreviewPage
{
    private readonly List<ErrorLine> _errors = [];
    private readonly Dictionary<string, string> _wrong = new(StringComparer.Ordinal);
    private IReadOnlyList<Problem> _problems = [];
    private CompiledForm? _form;
    private string? _edition;
    private FormPage? _page;
    private Answers _answers = Answers.Empty;
    private FormSurroundings _surroundings = FormSurroundings.None;
    private bool _ended;

    [Parameter]
    public string Key { get; set; } = "";

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageInUrl { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [Inject]
    private IWorkshop Workshop { get; set; } = default!;

    [Inject]
    private IDefinitions Definitions { get; set; } = default!;

    [Inject]
    private IDefinitionEditor Editor { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Problems { get; set; } = default!;

    [Inject]
    private PortalPlace Place { get; set; } = default!;

    private CancellationToken Ct => Http.RequestAborted;

    private IFormCollection? Posted => Http.Request.HasFormContentType ? Http.Request.Form : null;

    private FormPageState State => new(_form!, _page!, PageAction.WithNeededItems(_form!, _page!, _answers), _surroundings)
    {
        Errors = _wrong,
        Edition = _edition,
        Known = Posted is { } posted && posted[FormNames.Action] == FormNames.Refresh ? EntryMark.Read(posted[FormNames.Known]) : FrozenSet<string>.Empty,
    };

    protected override async Task OnInitializedAsync()
    {
        var name = DefinitionRoute.Name(Http.Request.Path.StartsWithSegments("/designer/preview/question", StringComparison.Ordinal) ? "question" : "form", Key, LocalityInUrl);
        if (!name.TryGet(out var asked))
        {
            _problems = name.Problems;
            return;
        }

        var opened = await Workshop.OpenAsync(Current.Actor, asked, Ct);
        if (!opened.TryGet(out var piece))
        {
            _problems = opened.Problems;
            return;
        }

        await CompileAsync(piece);
        if (_form is { } form)
        {
            _answers = form.Settle(Kept(Posted?["kept"]), Place.Today);
            var tree = await Place.TreeAsync(Ct);
            _surroundings = new FormSurroundings { Places = [.. tree.Near(asked.Owner, Place.Today).Select(l => new PlaceOption(l.Code.Value, tree.FullName(l.Code)))] };
            _page = PageCalled(Posted?["at"]) ?? PageCalled(PageInUrl) ?? (form.VisiblePages(_answers) is [var first, ..] ? first : null);
        }
    }

    private async Task CompileAsync(Workpiece piece)
    {
        var written = piece.Name.Kind == DefinitionKind.Question ? QuestionRules.AsForm(piece.Document) : piece.Document;
        var json = written.ToJsonString(ModelJson.Options);
        var drafts = await Editor.ListDraftsAsync(piece.Name.Owner, Ct);
        var supposed = new SupposedDefinitions(Definitions, drafts);
        _edition = FormattableString.Invariant($"{(piece.Draft ?? piece.Active ?? piece.Above)?.ETag} {piece.LastEdit} {await Definitions.GenerationAsync(Ct)} {EditionOf(drafts)}");
        var parts = await FormParts.OfAsync(supposed, JsonElement.Parse(json), piece.Name.Owner, Ct);
        var read = FormDefinitionRules.Parse(json);
        if (!read.TryGet(out var form))
        {
            _problems = read.Problems;
            return;
        }

        form = FormQuestions.Compose(form, parts.Questions);
        _problems = FormDefinitionRules.Check(form, parts.CodeTables);
        _form = _problems.Count == 0 ? CompiledForm.Compile(form, parts.CodeTables) : null;
    }

    /// <summary>Differs when what a form may name is edited.</summary>
    private static string EditionOf(IEnumerable<Definition> drafts)
    {
        var named = string.Join('\n', drafts.Where(d => d.Id.Kind is DefinitionKind.Question or DefinitionKind.CodeTable).Select(d => d.ETag));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(named)).AsSpan(0, 8));
    }

    private void PostAsync()
    {
        if (_form is not { } form || _page is not { } page || Posted is not { } posted)
        {
            return;
        }

        // A page that was edited away is not there to be read; what was typed on the others is.
        if (PageCalled(posted["at"]) is not null)
        {
            _answers = form.Settle(PostedAnswers.Read(form, page, _answers, posted), Place.Today);
        }

        var action = posted[FormNames.Action].ToString();
        if (action == FormNames.Refresh && PageCalled(posted["show"]) is { } looked)
        {
            _page = looked;
            return;
        }

        if (PageAction.Apply(form, _answers, action) is { } done)
        {
            _answers = form.Settle(done.Answers, Place.Today);
        }
        else if (action == "back")
        {
            Turn(form, page, -1);
        }
        else if (action == "next" && IsRight(form, page))
        {
            Turn(form, page, 1);
        }
    }

    private bool IsRight(CompiledForm form, FormPage page)
    {
        foreach (var problem in form.Validate(_answers, FormContext.OfPage(Place.Today, page.Key)))
        {
            var text = Problems.Say(problem);
            _errors.Add(new ErrorLine(text, problem.Field is { Length: > 0 } field ? "#" + FormNames.Id(field) : null));
            _wrong.TryAdd(problem.Field ?? "", text);
        }

        return _errors.Count == 0;
    }

    private void Turn(CompiledForm form, FormPage page, int by)
    {
        var pages = form.VisiblePages(_answers);
        var at = pages.ToList().FindIndex(p => p.Key == page.Key) + by;
        _ended = at >= pages.Count;
        _page = pages.Count == 0 ? null : pages[Math.Clamp(at, 0, pages.Count - 1)];
    }

    private FormPage? PageCalled(string? key) => _form?.Form.Pages.FirstOrDefault(p => p.Key == key);

    private static Answers Kept(string? json)
    {
        try
        {
            return json is { Length: > 0 } && JsonNode.Parse(json) is JsonObject answers ? Answers.Of(answers) : Answers.Empty;
        }
        catch (JsonException)
        {
            return Answers.Empty;
        }
    }
}
