using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Model.Documents;
using Platform.Model.Effects;
using Platform.Server.Documents.Pdf;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Checkups;

namespace Platform.Server.Documents;

internal sealed class DocumentsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<DocumentsText>();
        services.AddHttpContextAccessor();
        services.TryAddSingleton<Liquid>();
        services.AddSingleton<DocumentTemplates>();
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<DocumentSheets>();
        services.AddSingleton<DocumentPage>();
        services.AddSingleton(PdfSettings.Of(configuration));
        services.AddSingleton<BrowserFinder>();
        services.AddSingleton<IPdfPrinter, BrowserPrinter>();
        services.AddSingleton<IPdfBinder, PdfBinder>();
        services.AddSingleton<ICheckup, PdfCheckup>();
        services.AddSingleton<VerifyDocument>();
        services.AddSingleton<IDocuments, DocumentShelf>();
        services.AddSingleton<IPaperPreview, PaperPreviews>();
        services.AddSingleton<IEffectHandler<IssueDocumentEffect>, IssueDocument>();
        services.AddSingleton<IEffectHandler<AnnulDocumentsEffect>, AnnulDocuments>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api) => VerifyDocument.Map(api);
}
