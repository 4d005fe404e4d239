using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Ui.Forms;
using Platform.Model.Forms;

namespace Platform.Server.Cases.Portal;

/// <summary>One page of the item's form.</summary>
public sealed partial class FormStepPage
{
    [Parameter]
    public string Key { get; set; } = "";

    private protected override string Step => "page:" + Key;

    /// <summary>Null when the form has no such page, or the answers leave it out.</summary>
    private FormPage? Shown { get; set; }

    private FormPageState State => new(Draft!.Item.Form, Shown!, PageAction.WithNeededItems(Draft.Item.Form, Shown!, Draft.Answers), Draft.Surroundings)
    {
        Errors = Wrong,
        Edition = Draft.Draft.ItemVersion,
        Known = Refreshes ? EntryMark.Read(Http.Request.Form[FormNames.Known]) : FrozenSet<string>.Empty,
    };

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        Shown = Draft?.Pages.FirstOrDefault(p => p.Key == Key);
        if (Draft is not null && Shown is null && HttpMethods.IsPost(Http.Request.Method))
        {
            Navigation.NavigateTo($"/drafts/{Id}");
        }
    }

    private protected override void Read(IFormCollection form) =>
        Draft = Draft! with { Answers = Draft.Item.Form.Settle(PostedAnswers.Read(Draft.Item.Form, Shown!, Draft.Answers, form), Wizard.Today) };

    private protected override async Task<bool> UploadAsync(IFormCollection form)
    {
        var answers = Draft!.Answers;
        foreach (var chosen in form.Files.Where(f => f.Name.StartsWith(FormNames.Upload, StringComparison.Ordinal)).GroupBy(f => f.Name[FormNames.Upload.Length..]))
        {
            var refused = new List<string>();
            var stored = FileField(chosen.Key) is { } field ? await Wizard.UploadAsync(Wizard.Owner, field, chosen, refused, Ct) : [];
            if (stored.Count > 0)
            {
                var list = (answers.Get(chosen.Key) as JsonArray)?.DeepClone().AsArray() ?? [];
                foreach (var file in stored)
                {
                    list.Add(file.Id.ToString("D"));
                }

                answers = answers.With(chosen.Key, list);
            }

            if (refused.Count > 0)
            {
                Say(chosen.Key, string.Join(' ', refused));
            }
        }

        if (ReferenceEquals(answers, Draft.Answers))
        {
            return Errors.Count == 0;
        }

        Draft = Draft with { Answers = answers };
        var kept = await KeepAsync();
        Draft = Draft with { Surroundings = await Wizard.SurroundingsAsync(Draft.Item.Form, Draft.Answers, Draft.Draft.Materials, $"/drafts/{Id}/files/", Ct) };
        return kept && Errors.Count == 0;
    }

    private protected override async Task<string?> ActAsync(string action)
    {
        if (PageAction.Apply(Draft!.Item.Form, Draft.Answers, action) is not { } done)
        {
            return null;
        }

        Draft = Draft with { Answers = Draft.Item.Form.Settle(done.Answers, Wizard.Today) };
        return await KeepAsync() ? $"{Http.Request.Path}#{FormNames.Id(done.Focus)}" : null;
    }

    private protected override void Check(IFormCollection form)
    {
        var asked = PostedAnswers.Asked(form.Keys);
        var shown = Draft!.Item.Form.VisibleElements(Shown!, Draft.Answers).SelectMany(e => e.SelfAndBelow())
            .Where(e => e.Element is FormField { HasAnswer: true, Calculated: null });
        var unasked = shown.Where(e => !asked.Contains(e.Path) && !asked.Contains($"{e.Path}.{AddressParts.Detail}")).Select(e => e.Path).ToHashSet(StringComparer.Ordinal);
        More = unasked.Count > 0;
        foreach (var problem in Draft.Item.Form.Validate(Draft.Answers, FormContext.OfPage(Wizard.Today, Key)).Where(p => p.Field is null || !unasked.Contains(p.Field)))
        {
            Say(problem.Field ?? "", Wizard.Text(problem));
        }
    }

    private void Say(string path, string text)
    {
        Errors.Add(new ErrorLine(text, path.Length == 0 ? null : "#" + FormNames.Id(path)));
        Wrong.TryAdd(path, text);
    }

    private FormField? FileField(string path) =>
        Draft!.Item.Form.VisibleElements(Shown!, Draft.Answers).SelectMany(e => e.SelfAndBelow()).FirstOrDefault(e => e.Path == path)?.Element as FormField is { Type: FieldType.File } field ? field : null;
}
