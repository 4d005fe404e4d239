using System.Globalization;
using System.Net;
using System.Resources;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Cases.Workbench;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Dossier;

/// <summary>Draws the pages of a dossier. They are in Chinese, like the papers between them, whoever has them made.</summary>
internal sealed class DossierPages(IServiceScopeFactory scopes, ILoggerFactory logs, ProblemTexts texts)
{
    private static readonly ResourceManager Texts = new(typeof(WorkbenchText));
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo(LocalizedText.Chinese);
    private static readonly CompositeFormat AttachmentTitle = CompositeFormat.Parse(Say("dossier.attachment"));
    private static readonly CompositeFormat LeftOutNote = CompositeFormat.Parse(Say("dossier.leftOut"));
    private static readonly string Styles = ReadStyles();

    /// <summary>Unlike that of every other, because its place is in it.</summary>
    public static string TitleOf(Attachment attachment) =>
        string.Format(Chinese, AttachmentTitle, attachment.Place, attachment.For, attachment.Name);

    /// <summary>In the language of the dossier.</summary>
    public static string Say(string key) => Texts.GetString(key, Chinese) ?? key;

    public Task<string> HeadAsync(CaseSheet sheet, Actor actor, IReadOnlyList<ContentsLine> lines) => DrawAsync<DossierHead, HeadScene>(sheet.File.Number, new(sheet, actor.Name, lines));

    public Task<string> ApplicationAsync(CaseSheet sheet, IReadOnlyList<Attachment> attachments) => DrawAsync<DossierApplication, ApplicationScene>(sheet.File.Number, new(sheet, attachments));

    public Task<string> HistoryAsync(CaseSheet sheet) => DrawAsync<DossierHistory, CaseSheet>(sheet.File.Number, sheet);

    public Task<string> PictureAsync(Attachment attachment, byte[] content) => DrawAsync<DossierPicture, PictureScene>(
        attachment.Name, new(TitleOf(attachment), $"data:{attachment.Type};base64,{Convert.ToBase64String(content)}"));

    /// <summary>Its size, and why it is not in the file where that is so.</summary>
    public string NoteOf(Attachment attachment)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (attachment.SizeBytes + 1023) / 1024)} KB");
        return attachment.Why is { } why ? string.Format(Chinese, LeftOutNote, size, ReasonOf(why)) : size;
    }

    /// <summary>Why something is not in the file.</summary>
    public string ReasonOf(Problem why) => texts.Of(why, Chinese);

    private async Task<string> DrawAsync<TPage, TScene>(string title, TScene scene)
        where TPage : IComponent
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        RenderFragment page = builder =>
        {
            builder.OpenComponent<TPage>(0);
            builder.CloseComponent();
        };
        var parameters = new Dictionary<string, object?> { [nameof(CascadingValue<TScene>.Value)] = scene, [nameof(CascadingValue<TScene>.ChildContent)] = page };
        var body = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (Chinese, Chinese);
            return (await renderer.RenderComponentAsync<CascadingValue<TScene>>(ParameterView.FromDictionary(parameters))).ToHtmlString();
        });
        return $"<!DOCTYPE html><html lang=\"{LocalizedText.Chinese}\"><head><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(title)}</title><style>{Styles}</style></head><body>{body}</body></html>";
    }

    private static string ReadStyles()
    {
        using var stream = typeof(DossierPages).Assembly.GetManifestResourceStream("Cases/dossier.css") ?? throw new InvalidOperationException("The styles of the dossier are not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

internal sealed record HeadScene(CaseSheet Sheet, string By, IReadOnlyList<ContentsLine> Lines);

internal sealed record ApplicationScene(CaseSheet Sheet, IReadOnlyList<Attachment> Attachments);

/// <param name="Source">With its bytes: <c>data:image/png;base64,…</c>.</param>
internal sealed record PictureScene(string Title, string Source);
